/*
 * Functions of this thread that another one has called back, and that gave a promise or coroutine. It is settled only when this
 * thread is free, which it never is if it blocks for the call that the function was passed to, and that waits for the function.
 * Nor is a promise while a loop blocks this thread, in which a coroutine waits for that call.
 */
import { callBeforeEachSleep } from "../../drivers/bell.js";
import { DeadlockError, HostPromiseError, type RuntimeError } from "../../kernel/errors.js";
import { awaitedInBlockingLoop, isNeededInBlockingLoop } from "../awaited.js";
import { changeCount, checkWhileBlocked, type IsBlocked, isStuck, isStuckForEver } from "../blocking-wait.js";
import type { Call } from "./call.js";

/** A function that was called back. */
interface CalledBack {
  /** Who called it. */
  readonly peer: object;
  /** The call that it was passed to. */
  readonly owner: WeakRef<Call<unknown>> | null;
  /** Whether it gave a promise, which the host settles. */
  readonly gavePromise: boolean;
  /** When it was called. */
  readonly began: number;
  refuse(error: RuntimeError): void;
}

const waiting = new Set<CalledBack>();

/** What a function gave that was called back is waited for. */
export function noteWaiting(call: CalledBack): void {
  if (call.owner === null) return;
  waiting.add(call);
  call.owner.deref()?.waitsForCallback();
}

/** The function's result is there. */
export function forgetWaiting(call: CalledBack): void {
  waiting.delete(call);
}

/** Whether some call waits for a function that was passed to it. */
export function isAnyWaiting(): boolean {
  return waiting.size > 0;
}

/** The calls that wait for functions that were passed to them, and when the first of these functions was called. */
export function callsWaitingForCallbacks(): { readonly calls: ReadonlySet<object>; readonly since: number } {
  const calls = new Set<object>();
  let since = Number.POSITIVE_INFINITY;
  for (const call of waiting) {
    const owner = pendingOwner(call);
    if (owner === null) continue;
    calls.add(owner);
    since = Math.min(since, call.began);
  }
  return { calls, since };
}

/** Why what a function gave that was called back can't be waited for, if it can't. */
export function deadlockOf(call: CalledBack): DeadlockError | null {
  return isStuck(thoseWaiting(call)) ? newDeadlock() : null;
}

/** The call that the function was passed to, if it has not ended. */
function pendingOwner({ owner }: CalledBack): Call<unknown> | null {
  const call = owner?.deref();
  return call === undefined || call.future.done() ? null : call;
}

/** Who waits for the function: the call that it was passed to, or, if that has ended, others of the same worker. */
function thoseWaiting(call: CalledBack): IsBlocked {
  const owner = pendingOwner(call);
  if (owner === null) return (other) => other === call.peer;
  return (other, needed) => other === owner || needed === owner;
}

function newDeadlock(): DeadlockError {
  return new DeadlockError(
    "",
    "a function that was called back gave a promise, which the host settles only when its thread is free, and that thread is " +
      "blocked until the call is done that called it back. Await that call instead of blocking.",
  );
}

function newPromiseError(): HostPromiseError {
  return new HostPromiseError("Cannot wait for the promise of a function that was called back");
}

/** Refuses those without which this thread can't go on. If only all of them together keep it from that, one is enough. */
function refuseNeeded(
  calls: readonly CalledBack[],
  isNeeded: (isBlocked: IsBlocked) => boolean,
  newError: () => RuntimeError,
): void {
  const needed = calls.filter((call) => isNeeded(thoseWaiting(call)));
  const all = calls.map(thoseWaiting);
  if (needed.length === 0 && isNeeded((...who) => all.some((isBlocked) => isBlocked(...who))))
    needed.push(...calls.slice(0, 1));
  for (const call of needed) call.refuse(newError());
}

checkWhileBlocked(() => {
  if (waiting.size > 0) refuseNeeded([...waiting], isStuckForEver, newDeadlock);
});

let seen = -1;

callBeforeEachSleep(() => {
  if (waiting.size === 0) return;
  if (seen !== changeCount()) {
    seen = changeCount();
    // What is behind calls that wait for this thread need not wait for them.
    for (const what of awaitedInBlockingLoop()) what.onBlock();
  }
  const promises = [...waiting].filter((call) => call.gavePromise);
  refuseNeeded(promises, isNeededInBlockingLoop, newPromiseError);
});
