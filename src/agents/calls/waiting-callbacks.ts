/*
 * Functions of this thread that another one has called back, and that gave a promise or coroutine. It is settled only when this
 * thread is free, which it never is if it blocks for the call that the function was passed to, and that waits for the function.
 */
import { DeadlockError } from "../../kernel/errors.js";
import { checkWhileBlocked, isBlockedOn, isStuck, isStuckForEver } from "../blocking-wait.js";
import type { Call } from "./call.js";

/** A function that was called back. */
interface CalledBack {
  /** Who called it. */
  readonly peer: object;
  /** The call that it was passed to. */
  readonly owner: WeakRef<Call<unknown>> | null;
  refuse(error: DeadlockError): void;
}

const waiting = new Set<CalledBack>();

/** What a function gave that was called back is waited for. */
export function noteWaiting(call: CalledBack): void {
  if (call.owner !== null) waiting.add(call);
}

/** The function's result is there. */
export function forgetWaiting(call: CalledBack): void {
  waiting.delete(call);
}

/** Why what a function gave that was called back can't be waited for, if it can't. */
export function deadlockOf(call: CalledBack): DeadlockError | null {
  const owner = pendingOwner(call);
  // Who keeps a function longer than its call calls it back for others.
  const isBlocked = owner === null ? isBlockedOn(call.peer) : isStuck((_, needed) => needed === owner);
  return isBlocked ? newDeadlock() : null;
}

/** The call that the function was passed to, if it has not ended. */
function pendingOwner({ owner }: CalledBack): Call<unknown> | null {
  const call = owner?.deref();
  return call === undefined || call.future.done() ? null : call;
}

function newDeadlock(): DeadlockError {
  return new DeadlockError(
    "",
    "a function that was called back gave a promise, which the host settles only when its thread is free, and that thread is " +
      "blocked until the call is done that called it back. Await that call instead of blocking.",
  );
}

checkWhileBlocked(() => {
  for (const call of waiting) {
    const owner = pendingOwner(call);
    if (owner !== null && isStuckForEver((_, needed) => needed === owner)) call.refuse(newDeadlock());
  }
});
