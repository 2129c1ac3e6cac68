import type { SharedHandle, SharedKind } from "./shared-handle.js";
import { SharedMemory } from "./shared-memory.js";

/** This thread's objects, by the number of what they stand for: each thread has one object for each. */
const objects = new Map<number, WeakRef<Shared>>();

const collected = new FinalizationRegistry<number>((number) => {
  if (objects.get(number)?.deref() === undefined) objects.delete(number);
});

/** A clone made by hand would be no use; what refuses it is named after the way out. */
function sendWhatShareReturns(): void {}

/** Something that threads share. It is sent as it is, as an argument or a result of a call between threads. */
export abstract class Shared {
  /** @internal */ readonly memory: SharedMemory;
  /** @internal */ readonly notCloneable = sendWhatShareReturns;

  /** @internal */
  protected constructor(memory: SharedMemory) {
    this.memory = memory;
    objects.set(memory.number, new WeakRef(this));
    collected.register(this, memory.number);
  }

  /**
   * What stands for it in a message that is sent by hand, with `postMessage` or as `workerData`; the class's `from(handle)`
   * makes of it the other thread's object.
   */
  share(): SharedHandle {
    return this.memory.handleForStrangers();
  }

  abstract toString(): string;

  /** @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** @internal This thread's object for what a handle stands for: the one that it has, else what `make` makes. */
export function objectFor<S extends Shared>(
  kind: SharedKind,
  handle: SharedHandle,
  make: (memory: SharedMemory) => S,
): S {
  const memory = SharedMemory.of(kind, handle);
  return (objects.get(memory.number)?.deref() as S | undefined) ?? make(memory);
}
