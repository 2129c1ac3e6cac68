import type { Awaitable, Suspension } from "../coroutines/awaitable.js";
import type { Future } from "../coroutines/future.js";
import { summarize } from "../coroutines/summarize.js";
import { toError } from "../coroutines/to-error.js";
import { TO_FUTURE, type Wrappable } from "../coroutines/wrappable.js";
import { answerBell } from "../drivers/bell.js";
import { CancelledError, InvalidStateError, TimeoutError } from "../kernel/errors.js";
import { requireRunningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";
import type { EventLoop } from "../loop/event-loop.js";
import { noteAwaited, noteDone } from "./awaited.js";
import { blockFor, type IsBlocked } from "./blocking-wait.js";
import { checkTimeout } from "./check-timeout.js";
import { newHostPromise, rejected, resolveOfLast } from "./host-promise.js";
import { forgetUntaken, noteUntaken, type Untaken } from "./untaken.js";

/*
 * States. A pending future may be cancelled; so may a running one, whose result is not taken any more. A done one never
 * changes: its value is the result, the error, or the message that it was cancelled with.
 */
const PENDING = 0;
const RUNNING = 1;
const CANCELLED = 2;
const RESOLVED = 3;
const REJECTED = 4;
type State = typeof PENDING | typeof RUNNING | typeof CANCELLED | typeof RESOLVED | typeof REJECTED;

/** Who will complete a future. */
export interface Origin {
  /** The future was cancelled: what stands behind it should end. */
  onCancel?(future: ConcurrentFuture<unknown>, message: string | undefined): void;
  /** This thread is about to sleep until the future is done: called at first, and when more depends on this thread. */
  onBlock?(): void;
  /** Its error is thrown to who blocked for it. */
  onThrow?(error: unknown): void;
  /** Whether it can't be done as long as those are blocked of whom `isBlocked` says so. */
  needs?(isBlocked: IsBlocked): boolean;
}

type DoneCallback = (future: never) => unknown;

const NOBODY: Origin = {};

/**
 * The result of a call that runs elsewhere: in another thread, another process, or an executor. It belongs to no loop, so
 * that any code can wait for it: `await` and `yield*` do not block, {@link ConcurrentFuture.result} does. Its callbacks are
 * called at once when it is done. Python: `concurrent.futures.Future`.
 *
 * @example
 * const future = new ConcurrentFuture<number>();
 * future.addDoneCallback(() => assert.equal(future.result(), 42));
 * future.setResult(42);
 * assert.equal(await future, 42);
 */
export class ConcurrentFuture<T> implements Awaitable<T>, Wrappable<T> {
  /** @internal */ readonly origin: Origin;
  private state: State = PENDING;
  private value: unknown = undefined;
  /** Most have one, or none so far: those need no list. */
  private callbacks: DoneCallback | DoneCallback[] | null = null;
  private promise: Promise<unknown> | null = null;
  private resolvePromise: ((value: unknown) => void) | null = null;
  private untaken: Untaken | null = null;

  /** Made by calls and executors. One made by a program is completed by it. */
  constructor(origin: Origin = NOBODY) {
    this.origin = origin;
  }

  /** Whether it has a result, an exception, or was cancelled. */
  done(): boolean {
    return this.state > RUNNING;
  }

  /** Whether it is known to have begun, and is not done. */
  running(): boolean {
    return this.state === RUNNING;
  }

  /** Whether it was cancelled. */
  cancelled(): boolean {
    return this.state === CANCELLED;
  }

  /**
   * Cancels it, and returns whether that had an effect: one that is done stays as it is. Who waits for it gets a
   * CancelledError at once. What has not begun elsewhere never begins; a coroutine that runs is cancelled there, and its
   * `finally` blocks run; a plain function that runs can't be stopped, and its result is dropped: after two seconds an
   * executor's worker that is left with it does not keep the program alive. (Python refuses to cancel a future of an executor
   * that runs.)
   * @param message the message of the CancelledError
   */
  cancel(message?: string): boolean {
    if (this.state > RUNNING) return false;
    // What programs give may be anything, such as an event, and it is sent to the other side.
    const text = message === undefined ? undefined : String(message);
    this.complete(CANCELLED, text, () => this.origin.onCancel?.(this, text));
    return true;
  }

  /**
   * The result. Blocks this thread until it is there: no loop of this thread runs meanwhile, so inside a coroutine await
   * the future instead.
   * @param timeout the longest to wait, in milliseconds
   * @throws the exception that the call threw; CancelledError if it was cancelled; TimeoutError after `timeout`, when the
   * call goes on.
   */
  result(timeout?: number): T {
    this.block(timeout, "take the result of");
    switch (this.state) {
      case RESOLVED:
        return this.value as T;
      case REJECTED:
        this.markTaken();
        this.origin.onThrow?.(this.value);
        throw this.value;
      default:
        throw new CancelledError(this.value as string | undefined);
    }
  }

  /**
   * The exception that the call threw, or `null` if it has a result. Blocks this thread until it is done.
   * @param timeout the longest to wait, in milliseconds
   * @throws CancelledError if it was cancelled; TimeoutError after `timeout`, when the call goes on.
   */
  exception(timeout?: number): Error | null {
    this.block(timeout, "take the exception of");
    switch (this.state) {
      case RESOLVED:
        return null;
      case REJECTED:
        this.markTaken();
        return toError(this.value);
      default:
        throw new CancelledError(this.value as string | undefined);
    }
  }

  /**
   * Calls `fn(future)` once it is done: at once if it is done already, else by whoever completes it. What `fn` throws is
   * printed.
   */
  addDoneCallback(fn: (future: this) => unknown): void {
    if (typeof fn !== "function")
      throw new TypeError(`Cannot add ${typeof fn} as a done callback: a function is expected`);
    if (this.state > RUNNING) this.call(fn);
    else if (this.callbacks === null) this.callbacks = fn;
    else if (Array.isArray(this.callbacks)) this.callbacks.push(fn);
    else this.callbacks = [this.callbacks, fn];
  }

  /** Takes out a callback, each time it was added, and returns how often that was. */
  removeDoneCallback(fn: (future: this) => unknown): number {
    const { callbacks } = this;
    if (callbacks === null) return 0;
    const all = Array.isArray(callbacks) ? callbacks : [callbacks];
    const others = all.filter((callback) => callback !== fn);
    this.callbacks = others;
    return all.length - others.length;
  }

  /**
   * For who completes it: notes that the call begins. Returns `false` if it was cancelled before.
   * @throws InvalidStateError if it runs or is done already.
   */
  setRunningOrNotifyCancel(): boolean {
    if (this.state === CANCELLED) return false;
    if (this.state !== PENDING) throw this.invalidState("begin");
    this.state = RUNNING;
    return true;
  }

  /**
   * For who completes it.
   * @throws InvalidStateError if it is done.
   */
  setResult(value: T): void {
    if (this.state > RUNNING) throw this.invalidState("set a result on");
    this.complete(RESOLVED, value);
  }

  /**
   * For who completes it.
   * @throws InvalidStateError if it is done; TypeError if `error` is not an Error.
   */
  setException(error: Error): void {
    if (this.state > RUNNING) throw this.invalidState("set an exception on");
    if (!(error instanceof Error))
      throw new TypeError(`Cannot set ${summarize(error)} as an exception of ${this}: an Error is expected`);
    this.reject(error);
  }

  /** Lets host code wait for it with `await`. */
  // biome-ignore lint/suspicious/noThenProperty: this is what makes it awaitable
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    if (this.promise === null) {
      this.promise = newHostPromise();
      this.resolvePromise = resolveOfLast();
      if (this.state > RUNNING) this.settlePromise(this.resolvePromise);
    }
    return (this.promise as Promise<T>).then(onFulfilled, onRejected);
  }

  /** Lets `yield*` wait for it, without blocking the loop. Cancelling the task that waits cancels it. */
  [Symbol.iterator](): Iterator<Suspension, T, unknown> {
    return this[TO_FUTURE](requireRunningLoop(`waiting for ${this}`))[Symbol.iterator]();
  }

  [TO_FUTURE](loop: Scheduler): Future<T> {
    const future = (loop as EventLoop).createFuture<T>().standFor(this);
    if (this.state <= RUNNING) {
      noteAwaited(this, loop);
      future.addDoneCallback(() => {
        if (future.cancelled()) this.cancel();
      });
    }
    this.addDoneCallback(() => {
      noteDone(this, loop);
      // Nobody waits any more for a future that was cancelled, or whose loop closed.
      if (future.done() || loop.isClosed()) return;
      if (this.state === RESOLVED) {
        future.setResult(this.value as T);
      } else if (this.state === CANCELLED) {
        future.cancel(this.value as string | undefined);
      } else {
        this.markTaken();
        future.setException(toError(this.value));
      }
    });
    return future;
  }

  toString(): string {
    return `<${this.constructor.name} ${this.describe()}>`;
  }

  /** @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /** @internal Whether it can't be done as long as those are blocked of whom `isBlocked` says so. */
  needs(isBlocked: IsBlocked): boolean {
    return this.origin.needs?.(isBlocked) ?? false;
  }

  /** @internal This thread is about to sleep until it is done. */
  onBlock(): void {
    this.origin.onBlock?.();
  }

  /** @internal Whether an exception was set, without taking it. */
  hasException(): boolean {
    return this.state === REJECTED;
  }

  /** @internal Nobody is told if its exception is never taken. */
  muteUntaken(): void {
    this.callbacks ??= [];
  }

  /** @internal */
  markRunning(): void {
    if (this.state === PENDING) this.state = RUNNING;
  }

  /** @internal Completes it with whatever was thrown, unless it is done. */
  reject(error: unknown): void {
    if (this.state > RUNNING) return;
    this.complete(REJECTED, error);
  }

  /** @internal Completes it with a result, unless it is done. */
  resolve(value: T): void {
    if (this.state <= RUNNING) this.complete(RESOLVED, value);
  }

  /** @internal Ends it as cancelled, without a word to the other side. */
  endCancelled(message: string | undefined): void {
    if (this.state <= RUNNING) this.complete(CANCELLED, message);
  }

  private describe(): string {
    switch (this.state) {
      case PENDING:
        return "pending";
      case RUNNING:
        return "running";
      case CANCELLED:
        return "cancelled";
      case RESOLVED:
        return `finished result=${summarize(this.value)}`;
      default:
        return `finished exception=${summarize(this.value)}`;
    }
  }

  private block(timeout: number | undefined, what: string): void {
    if (this.state > RUNNING) return;
    const limit = checkTimeout(timeout, `${what} ${this}`);
    // It may be here already, among what no turn of this thread's has taken in.
    answerBell();
    if (this.state > RUNNING) return;
    if (!blockFor(this, limit)) throw new TimeoutError(`${this} is not done within ${limit} ms; it goes on`);
  }

  private complete(state: State, value: unknown, first?: () => void): void {
    this.state = state;
    this.value = value;
    first?.();
    const { callbacks, resolvePromise } = this;
    this.callbacks = null;
    if (resolvePromise !== null) this.settlePromise(resolvePromise);
    if (Array.isArray(callbacks)) for (const fn of callbacks) this.call(fn);
    else if (callbacks !== null) this.call(callbacks);
    else if (state === REJECTED && resolvePromise === null)
      this.untaken = noteUntaken(this, `${this}`, value);
  }

  private settlePromise(resolve: (value: unknown) => void): void {
    this.resolvePromise = null;
    if (this.state === RESOLVED) {
      resolve(this.value);
      return;
    }
    this.markTaken();
    resolve(
      rejected(this.state === REJECTED ? this.value : new CancelledError(this.value as string | undefined)),
    );
  }

  private markTaken(): void {
    if (this.untaken === null) return;
    forgetUntaken(this.untaken);
    this.untaken = null;
  }

  private call(fn: DoneCallback): void {
    try {
      fn(this as never);
    } catch (error) {
      console.error(`Exception in a done callback of ${this}`, error);
    }
  }

  private invalidState(what: string): InvalidStateError {
    return new InvalidStateError(`Cannot ${what} ${this}: ask done() first`);
  }
}
