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
  /** Aborts with the first request. */
  controller: AbortController | null = null;
  /** Stops following the signal that the task was given. */
  releaseSignal: (() => void) | null = null;

  /** The error to throw in for the last request. */
  newError(): CancelledError {
    return new CancelledError(this.message);
  }
}
