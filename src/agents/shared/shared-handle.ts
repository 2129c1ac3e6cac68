/** The classes whose objects threads share. */
export type SharedKind = "SharedLock" | "SharedSemaphore" | "SharedEvent" | "SharedBarrier" | "SharedQueue";

/**
 * Stands for something shared in a message that a thread sends by itself (`postMessage`, `workerData`): `share()` makes it,
 * structured cloning carries it, and the other thread makes its own object of it with `from(handle)`. The arguments and
 * results of this package's own calls need none: there the shared object itself is sent.
 */
export interface SharedHandle {
  /** The class of what it stands for. */
  readonly tsyncioShared: SharedKind;
  /** Where its state is. */
  readonly memory: SharedArrayBuffer;
  /** Where the bells of the process's threads are. */
  readonly bells: SharedArrayBuffer;
}
