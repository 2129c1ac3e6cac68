import { CancelledError } from "../kernel/errors.js";

/** Stands for "no error": anything can be thrown, `undefined` too. */
export const NO_ERROR: unique symbol = Symbol("no error");

/**
 * What was done to a task from outside: cancellations, and errors to be thrown into it. Most tasks live and end without,
 * so that this is made when it is needed.
 */
export class Interrupts {
  /** How often the task was asked to stop, less how often that was taken back. */
  requests = 0;
  /** Whether a CancelledError is to be thrown in at the next step. */
  mustCancel = false;
  /** The message of the last request. */
  message: string | undefined = undefined;
  /** What else is to be thrown in at the next step. */
  nextError: unknown = NO_ERROR;
  /** The CancelledError that the coroutine ended with: whoever awaits the task first gets this very one. */
  thrown: CancelledError | null = null;
  /** Stops following the signal that the task was given. */
  releaseSignal: (() => void) | null = null;
  /** What aborts {@link Interrupts.signal}, once somebody has asked for that. */
  controller: AbortController | null = null;

  /** Aborts with the first request. */
  get signal(): AbortSignal {
    if (this.controller === null) {
      this.controller = new AbortController();
      if (this.requests > 0) this.controller.abort(this.newError());
    }
    return this.controller.signal;
  }

  /** Takes back one request, and returns how many are left. */
  takeBack(): number {
    if (this.requests > 0 && --this.requests === 0) {
      // CPython 3.13: a request that was not delivered yet is withdrawn with the last count.
      this.mustCancel = false;
      // What the task does from here on is not cancelled.
      if (this.controller?.signal.aborted) this.controller = null;
    }
    return this.requests;
  }

  /** The error to throw in for the last request. */
  newError(): CancelledError {
    return new CancelledError(this.message);
  }
}
