/*
 * Calls that callbacks make of the workers whose calls wait for these callbacks. So that this has an end, one after the other is run
 * beside those that wait, be it more than a worker's `concurrency`, when it has been kept waiting for a while. What was to wait before
 * the callbacks began is not for them, and does so.
 */

import { now } from "../../kernel/now.js";
import type { IsBlocked } from "../blocking-wait.js";
import { callsWaitingForCallbacks, isAnyWaiting } from "../calls/waiting-callbacks.js";
import type { PoolCall } from "./pool-call.js";

// The real one, where a test replaces it.
const { setTimeout } = globalThis;

/** How long calls that wait for callbacks may keep others waiting, in milliseconds. */
const PATIENCE = 50;

/** Finds the first such call that does not begin as long as those wait of whom it is told. */
type FindCall = (
  isWaiting: IsBlocked,
  isSuch: (call: PoolCall<unknown>) => boolean,
) => PoolCall<unknown> | undefined;

/** Sees to it that calls which wait for callbacks don't keep those from running for ever that the callbacks await. */
export class HeldUpCalls {
  private readonly find: FindCall;
  private isTiming = false;
  /** The call that was run last beside others. */
  private last: PoolCall<unknown> | null = null;

  constructor(find: FindCall) {
    this.find = find;
  }

  /** There are calls that wait, and perhaps some that wait for callbacks. */
  look(): void {
    if (this.isTiming || !isAnyWaiting()) return;
    this.isTiming = true;
    setTimeout(this.serve, PATIENCE).unref();
  }

  private readonly serve = (): void => {
    this.isTiming = false;
    const { calls, since } = callsWaitingForCallbacks();
    if (this.last === null || this.last.future.done() || calls.has(this.last)) {
      const until = now() - PATIENCE;
      this.last =
        this.find(
          (other) => calls.has(other),
          ({ submitted, isUrgent }) => submitted >= since && submitted <= until && !isUrgent,
        ) ?? null;
      this.last?.onBlock();
    }
    this.look();
  };
}
