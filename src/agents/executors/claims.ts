/*
 * Who has a call that was sent to a thread ahead of time: the thread, which may have begun it, or still its executor, which
 * may take it back. Each call has a cell in shared memory, which holds its number until one side claims it. A thread begins its
 * calls in order and holds fewer than there are cells, so a cell is used again only when its call was claimed.
 */

/** The most calls that may wait in a thread. */
const MOST_CLAIMS = 1_024;

/** The memory for the calls of one thread. */
export function newClaims(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * MOST_CLAIMS));
}

/** For the executor: call `id` is sent. */
export function offer(claims: Int32Array, id: number): void {
  Atomics.store(claims, id % MOST_CLAIMS, id);
}

/** For either side: makes the call its own, and returns whether the other was not faster. */
export function claim(claims: Int32Array, id: number): boolean {
  return Atomics.compareExchange(claims, id % MOST_CLAIMS, id, 0) === id;
}
