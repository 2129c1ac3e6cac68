import { Barrier, BoundedSemaphore, Condition, Event, LifoQueue, Lock, Queue, Semaphore } from "tsyncio";
import type { Acquirable, Value } from "../ir.js";

/** Locks, events, queues, ... by kind and slot. One comes into being when it is first named. */
export class Primitives {
  readonly lock = bySlot(() => new Lock());
  readonly semaphore = bySlot((slot) => new Semaphore(slot));
  readonly bounded = bySlot((slot) => new BoundedSemaphore(slot));
  readonly condition = bySlot((slot) => (slot > 0 ? new Condition(this.lock(slot)) : new Condition()));
  readonly event = bySlot(() => new Event());
  readonly barrier = bySlot((slot) => new Barrier(slot + 1));
  readonly queue = bySlot((slot) =>
    slot === 3 ? new LifoQueue<Value>({ maxSize: 2 }) : new Queue<Value>({ maxSize: slot }),
  );

  acquirable(ref: Acquirable): Lock | Semaphore | Condition {
    if ("lock" in ref) return this.lock(ref.lock);
    if ("semaphore" in ref) return this.semaphore(ref.semaphore);
    return "bounded" in ref ? this.bounded(ref.bounded) : this.condition(ref.condition);
  }
}

function bySlot<T>(make: (slot: number) => T): (slot: number) => T {
  const made = new Map<number, T>();
  return (slot) => {
    const known = made.get(slot);
    if (known !== undefined) return known;
    const primitive = make(slot);
    made.set(slot, primitive);
    return primitive;
  };
}
