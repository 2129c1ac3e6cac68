import { answerBell, attend, pollSources, unattend, waitForBell } from "../drivers/bell.js";
import { heedEnds, unheedEnds } from "./roster.js";

/**
 * Tells whether somebody is blocked: who makes calls, or one of them.
 * @param call what the wait needs of it, if that is a call: a call on which its caller blocks is run or refused over there,
 * though that side be blocked itself
 */
export type IsBlocked = (other: object, call?: { readonly id: number }) => boolean;

/** What a thread is blocked for. */
export interface Wait {
  /** Whether it is over. */
  done(): boolean;
  /** Whether it can't be over as long as those are blocked of whom `isBlocked` says so. */
  needs(isBlocked: IsBlocked): boolean;
  /** This thread is about to sleep until it is over: called at first, and after each {@link lookAgain}. */
  onBlock(): void;
}

/** What this thread waits for while it is blocked outside of any loop, the latest last. */
const waits: Wait[] = [];
/** Whether the latest of them has no limit. */
let isEndless = false;

/** What looks for deadlocks. It may throw what ends the wait. */
const checks: ((wait: Wait) => void)[] = [];

/** Counts what may make it hard for a wait to end. */
let changes = 0;

/** Others came to depend on this thread: its wait, if it is blocked, is to look once more at what it needs of them. */
export function lookAgain(): void {
  changes++;
}

/** How often that was so. */
export function changeCount(): number {
  return changes;
}

/** What rings no bell, and is looked at now and then while this thread is blocked. */
const silent = new Set<{ poll(): void }>();

/** Lets waits that block this thread take in what comes from `source`, which rings no bell. */
export function pollWhileBlocked(source: { poll(): void }): void {
  silent.add(source);
}

/** While this thread is blocked, `check` is called before it sleeps. It asks {@link isStuck}. */
export function checkWhileBlocked(check: (wait: Wait) => void): void {
  checks.push(check);
}

/**
 * Blocks this thread until a wait is over, at most `timeout` milliseconds; what other threads send is taken in meanwhile.
 * Returns whether it is over.
 */
export function blockFor(wait: Wait, timeout: number): boolean {
  const start = performance.now();
  const end = start + timeout;
  const outerIsEndless = isEndless;
  let seen = -1;
  // This may be in the middle of taking in what was sent: what comes behind that has rung already.
  pollSources();
  waits.push(wait);
  isEndless = timeout === Number.POSITIVE_INFINITY;
  heedEnds();
  attend();
  try {
    for (;;) {
      answerBell();
      for (const source of silent) source.poll();
      if (wait.done()) return true;
      if (seen !== changes) {
        seen = changes;
        wait.onBlock();
      }
      for (const check of checks) check(wait);
      const left = end - performance.now();
      if (left <= 0) return false;
      waitForBell(silent.size === 0 ? left : Math.min(left, pollInterval(performance.now() - start)));
    }
  } finally {
    unattend();
    unheedEnds();
    waits.pop();
    isEndless = outerIsEndless;
  }
}

/** After how many milliseconds to look again, of a wait that has lasted for `ms`: what takes long may take a little longer. */
function pollInterval(ms: number): number {
  return Math.min(10, Math.max(0.2, ms / 20));
}

/** Whether this thread is blocked, outside of any loop, in a wait that can't end as long as those are blocked, too. */
export function isStuck(isBlocked: IsBlocked): boolean {
  return waits.some((wait) => wait.needs(isBlocked));
}

/** Whether the latest wait has no end as long as those are blocked. */
export function isStuckForEver(isBlocked: IsBlocked): boolean {
  return isEndless && waits.at(-1)?.needs(isBlocked) === true;
}

/** Whether this thread is blocked, outside of any loop, in a wait for `other`. */
export function isBlockedOn(other: object): boolean {
  return isStuck((one) => one === other);
}
