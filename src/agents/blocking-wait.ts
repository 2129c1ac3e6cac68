import { answerBell, attend, unattend, waitForBell } from "../drivers/bell.js";
import { heedEnds, unheedEnds } from "./warden.js";

/** What this thread waits for while it is blocked outside of any loop: the innermost last. */
const waits: (object | null)[] = [];

/**
 * Blocks this thread until `isDone`, at most `timeout` milliseconds; what other threads send is taken in meanwhile. Returns
 * whether it is done.
 * @param on what is waited for, as those who look for a deadlock know it
 */
export function blockUntil(isDone: () => boolean, timeout: number, on: object | null): boolean {
  const end = performance.now() + timeout;
  waits.push(on);
  heedEnds();
  attend();
  try {
    for (;;) {
      answerBell();
      if (isDone()) return true;
      const left = end - performance.now();
      if (left <= 0) return false;
      waitForBell(left);
    }
  } finally {
    unattend();
    unheedEnds();
    waits.pop();
  }
}

/** Whether this thread is blocked, outside of any loop, in a wait for `on`. */
export function isBlockedOn(on: object): boolean {
  return waits.includes(on);
}
