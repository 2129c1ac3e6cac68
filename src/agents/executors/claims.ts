/*
 * Who has a call that was sent to a thread ahead of time: the thread, which may have begun it, or still its executor, which
 * may take it back. Each call has a cell in shared memory, which holds its number until one side claims it. There are more cells
 * than calls that a thread is given ahead of time; a call that finds its cell taken does without, and can't be taken back.
 */

/** A power of two. */
const CELLS = 8_192;

/** The memory for the calls of one thread. */
export function newClaims(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * CELLS));
}

/** For the executor: call `id` is about to be sent. Returns whether it can be claimed. */
export function offer(claims: Int32Array, id: number): boolean {
  const mark = id | 0;
  return mark !== 0 && Atomics.compareExchange(claims, id & (CELLS - 1), 0, mark) === 0;
}

/** For either side: makes the call its own, and returns whether the other was not faster. */
export function claim(claims: Int32Array, id: number): boolean {
  return Atomics.compareExchange(claims, id & (CELLS - 1), id | 0, 0) === (id | 0);
}
