/* Flags in shared memory, by which a test and its threads wait for each other without sleeping. */

const TIME_LIMIT = 30_000;

/** A flag that is down. */
export function newFlag(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4));
}

/** Raises a flag, for all who wait for it. */
export function raise(flag: Int32Array): void {
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
}

/** Blocks this thread until the flag is raised. */
export function waitFor(flag: Int32Array): void {
  if (Atomics.wait(flag, 0, 0, TIME_LIMIT) === "timed-out") throw new Error("The flag was never raised");
}
