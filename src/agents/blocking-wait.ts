import { answerBell, attend, unattend, waitForBell } from "../drivers/bell.js";
import { DeadlockError } from "../kernel/errors.js";
import { heedEnds, unheedEnds } from "./roster.js";

/** Tells whether a wait can't end as long as those are blocked of whom `isBlocked` says so. */
export type Needs = (isBlocked: (other: object) => boolean) => boolean;

/** What this thread waits for while it is blocked outside of any loop. */
const waits: Needs[] = [];

/** What looks for deadlocks. */
const checks: (() => void)[] = [];

/** What rings no bell, and is looked at now and then while this thread is blocked. */
const silent = new Set<{ poll(): void }>();

/** Lets waits that block this thread take in what comes from `source`, which rings no bell. */
export function pollWhileBlocked(source: { poll(): void }): void {
  silent.add(source);
}

/** While this thread is blocked, `check` is called before it sleeps. It asks {@link isStuck}. */
export function checkWhileBlocked(check: () => void): void {
  checks.push(check);
}

/**
 * Blocks this thread until `isDone`, at most `timeout` milliseconds; what other threads send is taken in meanwhile. Returns
 * whether it is done.
 */
export function blockUntil(isDone: () => boolean, timeout: number, needs: Needs): boolean {
  const start = performance.now();
  const end = start + timeout;
  waits.push(needs);
  heedEnds();
  attend();
  try {
    for (;;) {
      answerBell();
      for (const source of silent) source.poll();
      if (isDone()) return true;
      for (const check of checks) check();
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

/** Whether this thread is blocked, outside of any loop, in a wait that can't end as long as those are blocked, too. */
export function isStuck(isBlocked: (other: object) => boolean): boolean {
  return waits.some((needs) => needs(isBlocked));
}

/** Whether this thread is blocked, outside of any loop, in a wait for `other`. */
export function isBlockedOn(other: object): boolean {
  return isStuck((one) => one === other);
}

/** Why a function that `caller` has called here can't give a promise, if it can't. */
export function deadlockOfPromise(caller: object): DeadlockError | null {
  if (!isBlockedOn(caller)) return null;
  return new DeadlockError(
    "",
    "a function that was called back gave a promise, which the host settles only when its thread is free, and that thread is " +
      "blocked until the call is done that called it back. Await that call instead of blocking.",
  );
}
