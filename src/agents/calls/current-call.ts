/* In a module of its own, so that who only asks for the signal needs not load what runs calls. */

import type { Call } from "./call.js";

/** What is to be known of a call while its function runs. */
interface CurrentCall {
  readonly signal: AbortSignal;
  owner: WeakRef<Call<unknown>> | null;
}

/** The call whose function was entered and has not returned so far. */
let current: CurrentCall | null = null;

/** A function of a call is entered, or left: returns what was the current call until now. */
export function swapCurrentCall(call: CurrentCall | null): CurrentCall | null {
  const former = current;
  current = call;
  return former;
}

/** The function that was just entered was passed to a call, and is called back. */
export function setOwner(call: WeakRef<Call<unknown>>): void {
  if (current !== null) current.owner = call;
}

/**
 * In a function that another thread or process called: aborts when the caller cancels the call or its deadline passes.
 * To be asked for before the function first waits. (A coroutine is cancelled anyhow.) `undefined` elsewhere.
 *
 * @example
 * assert.equal(callSignal(), undefined);
 */
export function callSignal(): AbortSignal | undefined {
  return current?.signal;
}
