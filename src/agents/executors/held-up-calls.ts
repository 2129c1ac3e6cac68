/*
 * Calls that wait for others which wait for callbacks, whose promises may in turn wait for them. So that this has an end, one such
 * call after the other is run beside those, be it more than a worker's `concurrency`, when they have kept it waiting for a while.
 */

import type { IsBlocked } from "../blocking-wait.js";
import { callsWaitingForCallbacks } from "../calls/waiting-callbacks.js";
import type { PoolCall } from "./pool-call.js";

/** How long calls that wait for callbacks may keep others waiting, in milliseconds. */
const PATIENCE = 10;

/** Sees to it that calls which wait for callbacks don't keep others from running for ever. */
export class HeldUpCalls {
  private readonly next: (isWaiting: IsBlocked) => PoolCall<unknown> | undefined;
  private isTiming = false;
  /** The call that was run last beside others. */
  private last: PoolCall<unknown> | null = null;

  /** @param next the call that is to be run next if those wait of whom it is told, if it is them that keep it waiting */
  constructor(next: (isWaiting: IsBlocked) => PoolCall<unknown> | undefined) {
    this.next = next;
  }

  /** There are calls that wait, and perhaps some that wait for callbacks. */
  look(): void {
    if (this.isTiming || callsWaitingForCallbacks() === null) return;
    this.isTiming = true;
    setTimeout(this.serve, PATIENCE).unref();
  }

  private readonly serve = (): void => {
    this.isTiming = false;
    const calls = callsWaitingForCallbacks();
    if (calls === null) return;
    if (this.last === null || this.last.future.done() || calls.has(this.last)) {
      this.last = this.next((other) => calls.has(other)) ?? null;
      if (this.last === null) return;
      this.last.onBlock();
    }
    this.look();
  };
}
