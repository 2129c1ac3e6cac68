import { answerBell, attend, unattend, waitForBell } from "../drivers/bell.js";
import { heedEnds, unheedEnds } from "./roster.js";

/** What this thread waits for while it is blocked outside of any loop: the innermost last. */
const waits: (object | null)[] = [];

/** What rings no bell, and is looked at now and then while this thread is blocked. */
const silent = new Set<{ poll(): void }>();

/** Lets waits that block this thread take in what comes from `source`, which rings no bell. */
export function pollWhileBlocked(source: { poll(): void }): void {
  silent.add(source);
}

/**
 * Blocks this thread until `isDone`, at most `timeout` milliseconds; what other threads send is taken in meanwhile. Returns
 * whether it is done.
 * @param on what is waited for, as those who look for a deadlock know it
 */
export function blockUntil(isDone: () => boolean, timeout: number, on: object | null): boolean {
  const start = performance.now();
  const end = start + timeout;
  waits.push(on);
  heedEnds();
  attend();
  try {
    for (;;) {
      answerBell();
      for (const source of silent) source.poll();
      if (isDone()) return true;
      const left = end - performance.now();
      if (left <= 0) return false;
      waitForBell(silent.size === 0 ? left : Math.min(left, pollInterval(performance.now() - start)));
    }
  } finally {
    unattend();
    unheedEnds();
    waits.pop();
  }
}

/** After how many milliseconds to look again, of a wait that has lasted for `ms`: what takes long may take a little longer. */
function pollInterval(ms: number): number {
  return Math.min(10, Math.max(0.2, ms / 20));
}

/** Whether this thread is blocked, outside of any loop, in a wait for `on`. */
export function isBlockedOn(on: object): boolean {
  return waits.includes(on);
}
