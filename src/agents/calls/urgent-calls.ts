/*
 * Calls that were made of this thread by threads that are blocked until they are done. One that has begun and waits can't go on
 * while this thread is blocked itself, outside of any loop. If each side blocks on a call that the other has begun, both are
 * refused; so is any other wait for a thread that waits for this one.
 */

import { DeadlockError } from "../../kernel/errors.js";
import { checkWhileBlocked, isStuckForEver } from "../blocking-wait.js";
import type { IncomingCall } from "./incoming-call.js";

const urgent = new Set<IncomingCall>();

/** Who made a call blocks its thread for it. */
export function noteUrgent(call: IncomingCall): void {
  urgent.add(call);
}

/** The call has ended. */
export function forgetUrgent(call: IncomingCall): void {
  urgent.delete(call);
}

/**
 * Whether who made a call has begun one that this thread is blocked for, and is blocked for that call itself. If only one of the two
 * is in the middle of its function, that is the earlier one, which the refusal of the other lets go on.
 */
function isMutual({ peer, waitsFor, isEntered }: IncomingCall): boolean {
  if (waitsFor.length === 0) return false;
  return isStuckForEver((other, needed) => {
    if (other !== peer || needed === undefined) return false;
    return waitsFor.includes(needed.id) || (!isEntered && waitsFor.includes(-needed.id));
  });
}

function mutualDeadlock({ target }: IncomingCall): DeadlockError {
  return new DeadlockError(
    "",
    `'${target.name}' must wait in a thread that is blocked until the one that calls it has answered, and that one is blocked ` +
      "until the call is done. Await the one or the other instead of blocking.",
  );
}

checkWhileBlocked(() => {
  if (urgent.size === 0) return;
  const callers = new Map<object, IncomingCall>();
  for (const call of urgent) {
    if (!call.hasBegun) continue;
    if (isMutual(call)) call.refuse(mutualDeadlock(call));
    else callers.set(call.peer, call);
  }
  if (callers.size === 0 || !isStuckForEver((other, needed) => needed === undefined && callers.has(other)))
    return;
  const names = [...callers.values()].map(({ target }) => `'${target.name}'`).join(", ");
  throw new DeadlockError(
    "",
    `this thread would block until one is done that is itself blocked until ${names} has returned, which runs in this thread. ` +
      "Await the one or the other instead of blocking.",
  );
});
