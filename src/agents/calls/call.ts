import { CancelledError, TimeoutError } from "../../kernel/errors.js";
import type { IsBlocked } from "../blocking-wait.js";
import { ConcurrentFuture, type Origin } from "../concurrent-future.js";
import { decodeThrown, joinStacks, type Thrown } from "../error-transfer.js";
import { type CallSite, callSite } from "./caller.js";

/** Where a call was sent. */
export interface Callee {
  /** Asks it to end a call. */
  cancel(call: Call<unknown>, message: string | undefined): void;
  /** This thread blocks until the call is done. */
  prepareToBlock(call: Call<unknown>): void;
}

/** Of a call of which nobody wants to know where it was made. */
const NOWHERE: CallSite = {};

/** A call that runs elsewhere, seen from who made it. */
export class Call<T> implements Origin {
  readonly future = new ConcurrentFuture<T>(this);
  /** The number by which the other side knows it. */
  id = 0;
  /** Where it was sent, once it was. */
  peer: Callee | null = null;
  /** Whether this thread was blocked for it. */
  isUrgent = false;
  /** Who knows that. */
  urged: Callee | null = null;
  /** Where it was made; `null` if that was not captured. */
  caller: CallSite | null = NOWHERE;
  /** The error that it ended with, if that does not say where it was made. */
  private withoutCaller: unknown = null;
  /** Whether its deadline has passed, so that its cancellation is a timeout. */
  expired: number | null = null;

  onCancel(_future: ConcurrentFuture<unknown>, message: string | undefined): void {
    this.peer?.cancel(this, message);
  }

  onBlock(): void {
    this.isUrgent = true;
    this.peer?.prepareToBlock(this);
  }

  onThrow(error: unknown): void {
    if (this.withoutCaller === null || error !== this.withoutCaller) return;
    this.withoutCaller = null;
    joinStacks(error, callSite());
  }

  needs(isBlocked: IsBlocked): boolean {
    return this.peer !== null && isBlocked(this.peer, this);
  }

  /** The time it was given has passed: it is cancelled over there. */
  expire(timeout: number): void {
    this.expired = timeout;
    this.peer?.cancel(this, `The deadline of ${timeout} ms has passed`);
  }

  /** A function that was passed to it was called back, and gave a promise or coroutine. */
  waitsForCallback(): void {}

  /** It begins over there: that is told if {@link TELL_START} was set. */
  started(): void {
    this.future.markRunning();
  }

  succeeded(value: T, ms: number): void {
    this.ended(ms);
    this.future.resolve(value);
  }

  failed(thrown: Thrown, from: string, ms: number): void {
    this.ended(ms);
    if (this.future.done()) return;
    const error = decodeThrown(thrown, from);
    if (this.caller === null) this.withoutCaller = error;
    else joinStacks(error, this.caller);
    this.future.reject(error);
  }

  wasCancelled(message: string | undefined, ms: number): void {
    this.ended(ms);
    if (this.expired !== null) this.future.reject(this.timeoutError(this.expired));
    else this.future.endCancelled(message);
  }

  /** The other side ended, and with it the call. Who ended it on purpose knows. */
  lost(error: Error, onPurpose: boolean): void {
    this.ended(0);
    if (onPurpose) this.future.muteUntaken();
    this.future.reject(error);
  }

  timeoutError(timeout: number, what = "and was cancelled"): TimeoutError {
    return new TimeoutError(`The call did not end within ${timeout} ms, ${what}`, {
      cause: new CancelledError(`The deadline of ${timeout} ms has passed`),
    });
  }

  /** It occupies nobody any more, though its future may have been cancelled before. */
  protected ended(_ms: number): void {}
}
