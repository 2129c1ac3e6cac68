import { onAbort } from "../../coroutines/on-abort.js";
import { setAlarm } from "../../drivers/alarm.js";
import type { Call } from "./call.js";

/** How long a call may take, and what ends it. */
export interface CallOptions {
  /** Cancels the call when it aborts. */
  readonly signal?: AbortSignal;
  /**
   * The longest that the call may run, in milliseconds, counted from its start over there. Then it is cancelled: a
   * coroutine's `finally` blocks run. Who waits for it gets a TimeoutError, unless it returns or throws something else before its
   * grace is over, as in asyncio.
   */
  readonly timeout?: number;
  /**
   * How long a call that was cancelled may go on, in milliseconds, 1,000 by default. Then who waits for it waits no longer,
   * and who runs it is ended: a worker of an executor in any case, a thread or process only if this option is given.
   */
  readonly grace?: number;
}

const DEFAULT_GRACE = 1_000;

/** Checks options that a program gave. */
export function checkCallOptions({ signal, timeout, grace }: CallOptions): void {
  // It may be of another realm, such as one that a test runner makes.
  if (signal !== undefined && typeof (signal as AbortSignal | null)?.addEventListener !== "function")
    throw new TypeError(`Cannot make a call with a signal of ${String(signal)}: an AbortSignal is expected`);
  for (const [name, value] of Object.entries({ timeout, grace })) {
    if (value !== undefined && (typeof value !== "number" || Number.isNaN(value) || value < 0))
      throw new RangeError(
        `Cannot make a call with a ${name} of ${String(value)}: 0 or more milliseconds are expected`,
      );
  }
}

/**
 * Holds a call to its options until it has ended over there.
 * @param end ends who runs the call, if it does not end by itself in time
 */
export class Deadline {
  private readonly call: Call<unknown>;
  private readonly options: CallOptions;
  private readonly end: (() => void) | null;
  private cancelAlarm: (() => void) | null = null;
  private stopWatching: (() => void) | null = null;

  constructor(call: Call<unknown>, options: CallOptions, end: (() => void) | null) {
    this.call = call;
    this.options = options;
    this.end = end;
    const { signal } = options;
    if (signal?.aborted === true) this.abort();
    else if (signal !== undefined) this.stopWatching = onAbort(signal, this.abort);
  }

  /** The call begins. It may have been cancelled a moment before. */
  start(): void {
    if (this.call.future.done()) {
      this.giveGrace();
      return;
    }
    const { timeout } = this.options;
    if (timeout === undefined || timeout === Number.POSITIVE_INFINITY) return;
    this.cancelAlarm = setAlarm(timeout, () => {
      this.call.expire(timeout);
      this.giveGrace(timeout);
    });
  }

  /** The call was cancelled: from now on it has its grace. */
  giveGrace(timeout?: number): void {
    this.cancelAlarm?.();
    this.cancelAlarm = null;
    const { grace = DEFAULT_GRACE } = this.options;
    if (grace === Number.POSITIVE_INFINITY) return;
    this.cancelAlarm = setAlarm(grace, () => {
      const { future } = this.call;
      if (timeout !== undefined) {
        const how =
          this.end === null
            ? "and goes on though it was cancelled"
            : "nor when it was cancelled: who ran it was ended";
        future.reject(this.call.timeoutError(timeout, how));
      }
      this.end?.();
    });
  }

  /** The call has ended over there. */
  clear(): void {
    this.cancelAlarm?.();
    this.cancelAlarm = null;
    this.stopWatching?.();
  }

  private readonly abort = (): void => {
    const reason: unknown = this.options.signal?.reason;
    this.call.future.cancel(reason instanceof Error ? reason.message : String(reason));
  };
}
