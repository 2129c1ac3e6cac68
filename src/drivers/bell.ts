/*
 * How other threads wake this one. A thread has one bell, a counter in shared memory: who sends it a message adds one
 * and notifies. A loop that blocks reads the counter, takes in what was sent, and sleeps only if the counter has not
 * moved since, so that no ring is lost. One bell serves all loops of a thread, of which one at most blocks at a time.
 */

/** Takes in what another thread or process sent, if there is something. It must not throw. */
export interface Source {
  poll(): void;
}

let memory = new Int32Array(new SharedArrayBuffer(4));
const sources = new Set<Source>();
let heard = 0;

/** The memory of this thread's bell, to be given to those who may ring it. */
export function threadBell(): Int32Array {
  return memory;
}

/** Takes over a bell that the thread's parent made for it. Called once, before anything else uses the bell. */
export function adoptBell(bell: Int32Array): void {
  memory = bell as Int32Array<SharedArrayBuffer>;
}

/** Wakes the thread whose bell this is. */
export function ring(bell: Int32Array): void {
  Atomics.add(bell, 0, 1);
  Atomics.notify(bell, 0);
}

export function addSource(source: Source): void {
  sources.add(source);
  // It may have rung while there was nobody to answer for it.
  heard = Atomics.load(memory, 0) - 1;
}

export function removeSource(source: Source): void {
  sources.delete(source);
}

/** Whether anything outside of this thread can ring its bell. */
export function canBeRung(): boolean {
  return sources.size > 0;
}

/** Takes in all that was sent. */
export function pollSources(): void {
  heard = Atomics.load(memory, 0);
  for (const source of [...sources]) source.poll();
}

/** {@link pollSources}, if the bell rang since. */
export function answerBell(): void {
  if (sources.size > 0 && Atomics.load(memory, 0) !== heard) pollSources();
}

/** Sleeps until the bell rings, at most `ms` milliseconds. Returns at once if it rang since it was last answered. */
export function waitForBell(ms: number): void {
  Atomics.wait(memory, 0, heard, ms);
}
