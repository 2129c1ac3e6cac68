/*
 * Calls that were cancelled and go on all the same: a native function that does not ask for its `callSignal()`, or a loop
 * without an end. They keep their workers busy, but nobody waits for them, and this process need not either.
 */
import { now } from "../../kernel/now.js";
import type { PoolCall } from "./pool-call.js";
import type { PoolWorker } from "./pool-worker.js";

/** How long a call that was cancelled keeps this process alive, in milliseconds. */
const LIMIT = 2_000;

/** Lets this process end though calls that were cancelled go on, unless somebody waits for what comes behind them. */
export class ForsakenCalls {
  private readonly isAwaited: () => boolean;
  /** When those were cancelled that still keep this process alive, oldest first. */
  private readonly cancelled = new Map<PoolCall<unknown>, number>();
  private readonly forsaken = new Set<PoolCall<unknown>>();
  private isTiming = false;

  /** @param isAwaited whether somebody waits for what comes behind such calls */
  constructor(isAwaited: () => boolean) {
    this.isAwaited = isAwaited;
  }

  /** A call that a worker has was cancelled. */
  add(call: PoolCall<unknown>): void {
    this.cancelled.set(call, now());
    if (!this.isTiming) this.lookIn(LIMIT);
  }

  /** A call has ended. */
  delete(call: PoolCall<unknown>): void {
    if (this.cancelled.size > 0) this.cancelled.delete(call);
    if (this.forsaken.size > 0) this.forsaken.delete(call);
  }

  /** Somebody waits for what comes behind them. */
  reclaim(): void {
    if (this.forsaken.size === 0) return;
    const calls = [...this.forsaken];
    this.forsaken.clear();
    for (const call of calls) {
      (call.worker as PoolWorker).reclaim(call);
      this.add(call);
    }
  }

  private lookIn(ms: number): void {
    this.isTiming = true;
    setTimeout(this.look, ms).unref();
  }

  private readonly look = (): void => {
    this.isTiming = false;
    if (this.isAwaited()) {
      this.lookIn(LIMIT);
      return;
    }
    const due = now() - LIMIT;
    for (const [call, when] of this.cancelled) {
      if (when > due) {
        this.lookIn(Math.ceil(when - due));
        return;
      }
      this.cancelled.delete(call);
      this.forsaken.add(call);
      (call.worker as PoolWorker).forsake(call);
    }
  };
}
