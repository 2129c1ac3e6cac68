/* In place of blocking-wait.ts in a browser, where what other threads send comes only to a thread that is free. */
import { answerBell } from "../drivers/bell.js";
import { RuntimeError } from "../kernel/errors.js";

/** @throws RuntimeError (`ERR_CANNOT_BLOCK`) if it is not done already */
export function blockFor(wait: { done(): boolean }, timeout: number): boolean {
  answerBell();
  if (wait.done()) return true;
  if (timeout <= 0) return false;
  throw new RuntimeError(
    "Cannot block this thread until another one is done: a browser delivers what other threads send only to a thread that " +
      "is free. Await it instead.",
    "ERR_CANNOT_BLOCK",
  );
}

export function lookAgain(): void {}

export function checkWhileBlocked(_check: () => void): void {}

export function isStuck(): boolean {
  return false;
}

export function isStuckForEver(): boolean {
  return false;
}

export function isBlockedOn(): boolean {
  return false;
}
