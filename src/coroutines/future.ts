import type { Context } from "../kernel/context.js";
import { CancelledError, InvalidStateError, RuntimeError } from "../kernel/errors.js";
import { type Callback, Handle } from "../kernel/handle.js";
import type { Runnable } from "../kernel/ready-queue.js";
import type { Scheduler } from "../kernel/scheduler.js";
import type { Awaitable, Suspension } from "./awaitable.js";
import { summarize } from "./summarize.js";
import { suspendOn } from "./suspension.js";
import { toError } from "./to-error.js";
import { markRetrieved, trackUnretrieved, type Unretrieved } from "./unretrieved.js";

/*
 * States. A pending future has callbacks, and in the place of its value may have its purpose, for reports; a done one has
 * no callbacks, and never changes again. Its value is the result, the rejection, or the message that it was cancelled with.
 */
const PENDING = 0;
const CANCELLED = 1;
const RESOLVED = 2;
const REJECTED = 3;
type State = typeof PENDING | typeof CANCELLED | typeof RESOLVED | typeof REJECTED;

/** What a pending future is waited for: some object's word for it, and the futures that it depends on. */
export interface Purpose {
  toString(): string;
  /** @internal */ blockers?(): Iterable<Future<unknown>>;
}

/** What a rejected future holds. */
interface Rejection {
  readonly error: unknown;
  /** The note that nobody asked for the error so far. */
  unretrieved: Unretrieved | null;
}

/**
 * A result that is not there yet, completed by whoever holds it. Not a promise: completing it calls nobody at once, its
 * callbacks and waiters run in the loop's next iteration. Made by `loop.createFuture()`. Python: `asyncio.Future`.
 *
 * @example
 * await run(function* () {
 *   const loop = getRunningLoop();
 *   const future = loop.createFuture<string>();
 *   loop.callLater(5, () => future.setResult("done"));
 *   assert.equal(yield* future, "done");
 * });
 */
export class Future<T> implements Awaitable<T> {
  /** @internal */ readonly loop: Scheduler;
  private state: State = PENDING;
  private value: unknown = undefined;
  private callbacks: Runnable | Runnable[] | null = null;

  constructor(loop: Scheduler) {
    this.loop = loop;
  }

  /** The loop that the future belongs to. */
  getLoop(): Scheduler {
    return this.loop;
  }

  /** Whether it has a result, an exception, or was cancelled. */
  done(): boolean {
    return this.state !== PENDING;
  }

  /** Whether it was cancelled. */
  cancelled(): boolean {
    return this.state === CANCELLED;
  }

  /**
   * The result.
   * @throws the exception it was given; CancelledError if it was cancelled; InvalidStateError if it is not done.
   */
  result(): T {
    switch (this.state) {
      case RESOLVED:
        return this.value as T;
      case REJECTED:
        this.retrieve();
        throw this.error;
      case CANCELLED:
        throw this.takeCancelledError();
      default:
        throw new InvalidStateError(`Result is not ready: ${this}`);
    }
  }

  /**
   * The exception it was given, or `null` if it has a result.
   * @throws CancelledError if it was cancelled; InvalidStateError if it is not done.
   */
  exception(): Error | null {
    switch (this.state) {
      case RESOLVED:
        return null;
      case REJECTED:
        this.retrieve();
        return toError(this.error);
      case CANCELLED:
        throw this.takeCancelledError();
      default:
        throw new InvalidStateError(`Exception is not set: ${this}`);
    }
  }

  /**
   * Completes it with a result.
   * @throws InvalidStateError if it is done.
   */
  setResult(value: T): void {
    this.checkPending("set a result on");
    this.complete(RESOLVED, value);
  }

  /**
   * Completes it with an exception, which whoever waits for it gets thrown. An exception that nobody asks for is
   * reported.
   * @throws InvalidStateError if it is done; TypeError if `error` is not an Error.
   */
  setException(error: Error): void {
    this.checkPending("set an exception on");
    if (!(error instanceof Error)) {
      throw new TypeError(`Cannot set ${summarize(error)} as an exception of ${this}: an Error is expected`);
    }
    this.reject(error);
  }

  /**
   * Cancels it, and returns whether that had an effect: a future that is done stays as it is.
   * @param message the message of the CancelledError that those who wait for it get thrown
   */
  cancel(message?: string): boolean {
    this.retrieve();
    if (this.state !== PENDING) return false;
    this.complete(CANCELLED, message);
    return true;
  }

  /** Calls `fn(future)` once it is done, in an iteration of the loop; never at once, not even when it is done already. */
  addDoneCallback(fn: (future: this) => unknown, options: { readonly context?: Context } = {}): void {
    if (typeof fn !== "function")
      throw new TypeError(`Cannot add ${typeof fn} as a done callback: a function is expected`);
    const handle = new Handle(this.loop, fn as unknown as Callback, [this], options.context);
    if (this.state === PENDING) {
      this.addWaiter(handle);
    } else {
      this.loop.checkOpen("add a done callback");
      this.loop.enqueue(handle);
    }
  }

  /** Takes out a callback, each time it was added, and returns how often that was. */
  removeDoneCallback(fn: (future: this) => unknown): number {
    return this.removeWaiter(fn as unknown as Callback);
  }

  /** Lets host code wait for it: `await future` works in an async function while the loop runs as a guest. */
  // biome-ignore lint/suspicious/noThenProperty: this is what makes it awaitable
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return new Promise<T>((resolve, reject) => {
      const { loop } = this;
      const settle = () => {
        try {
          const result: unknown = this.result();
          // A promise that resolves to what resolves to itself would never settle.
          if (result === this) reject(new TypeError(`Cannot await ${this}: its result is itself`));
          else resolve(result as T);
        } catch (error) {
          reject(error);
        }
      };
      const abandon = () =>
        reject(new RuntimeError(`The event loop was closed before ${this} was done`, "ERR_LOOP_CLOSED"));
      if (this.done() && !loop.isRunning()) {
        settle();
        return;
      }
      if (loop.isClosed()) {
        abandon();
        return;
      }
      loop.closeListeners.add(abandon);
      this.addDoneCallback(() => {
        loop.closeListeners.delete(abandon);
        loop.yieldToHost();
        settle();
      });
    }).then(onFulfilled, onRejected);
  }

  /** Lets `yield*` wait for it. The future is its own iterator: it has no state but its own, so one serves all. */
  [Symbol.iterator](): Iterator<Suspension, T, unknown> {
    return this as unknown as Iterator<Suspension, T, unknown>;
  }

  /** @internal */
  next(): IteratorResult<never, T> {
    if (this.state === PENDING) return suspendOn(this);
    return { done: true, value: this.result() };
  }

  /** @internal */
  throw(error: unknown): never {
    throw error;
  }

  /** @internal Whether waiting for this throws a CancelledError. */
  endsInCancel(): boolean {
    return this.state === CANCELLED || (this.state === REJECTED && this.error instanceof CancelledError);
  }

  /** @internal Puts a task or a handle into the ready queue when this is done. It must not be done. */
  addWaiter(entry: Runnable): void {
    const { callbacks } = this;
    if (callbacks === null) this.callbacks = entry;
    else if (Array.isArray(callbacks)) callbacks.push(entry);
    else this.callbacks = [callbacks, entry];
  }

  /** @internal Takes out a task, or the handles that call a function, and returns how many they were. */
  removeWaiter(waiter: Runnable | Callback): number {
    const { callbacks } = this;
    const all = [callbacks ?? []].flat();
    const kept = all.filter(
      (entry) => entry !== waiter && !(entry instanceof Handle && entry.calls(waiter as Callback)),
    );
    this.callbacks = kept.length === 0 ? null : kept;
    return all.length - kept.length;
  }

  /** @internal Says what it is waited for, while it is pending. */
  standFor(purpose: Purpose): this {
    this.value = purpose;
    return this;
  }

  /** @internal What a report says of a wait for it. It must be pending. */
  purpose(): string {
    return String(this.value ?? this);
  }

  /** @internal The futures that must be done before it can be, as far as that is known. It must be pending. */
  blockers(): Iterable<Future<unknown>> {
    return (this.value as Purpose | undefined)?.blockers?.() ?? NONE;
  }

  /** @internal */
  protected resolve(value: unknown): void {
    this.complete(RESOLVED, value);
  }

  /** @internal */
  protected reject(error: unknown): void {
    const rejection: Rejection = { error, unretrieved: null };
    this.complete(REJECTED, rejection);
    rejection.unretrieved = trackUnretrieved(this, this.loop, error);
  }

  /** @internal Marks an exception as asked for. */
  retrieve(): void {
    if (this.state !== REJECTED) return;
    const rejection = this.value as Rejection;
    if (rejection.unretrieved === null) return;
    markRetrieved(rejection.unretrieved);
    rejection.unretrieved = null;
  }

  /** @internal The message of the request to cancel it that counted last. */
  cancelMessage(): string | undefined {
    return this.state === CANCELLED ? (this.value as string | undefined) : undefined;
  }

  /** @internal The error that says it was cancelled: of a task, the very one it ended with, the first time. */
  takeCancelledError(): CancelledError {
    return new CancelledError(this.cancelMessage());
  }

  toString(): string {
    return `<${this.constructor.name} ${this.describe()}>`;
  }

  /** @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /** @internal */
  protected describe(): string {
    switch (this.state) {
      case PENDING:
        return "pending";
      case CANCELLED:
        return "cancelled";
      case RESOLVED:
        return `finished result=${summarize(this.value)}`;
      default:
        return `finished exception=${summarize(this.error)}`;
    }
  }

  private get error(): unknown {
    return (this.value as Rejection).error;
  }

  private complete(state: State, value: unknown): void {
    this.state = state;
    this.value = value;
    const { callbacks, loop } = this;
    if (callbacks === null) return;
    this.callbacks = null;
    loop.checkOpen("wake what waits for a future");
    if (Array.isArray(callbacks)) for (const entry of callbacks) loop.enqueue(entry);
    else loop.enqueue(callbacks);
  }

  private checkPending(what: string): void {
    if (this.state !== PENDING) {
      throw new InvalidStateError(`Cannot ${what} ${this}: it is done already; ask done() first`);
    }
  }
}

const NONE: readonly Future<unknown>[] = [];

/** Completes a future unless it was cancelled, or done otherwise, in the meantime. */
export function setResultUnlessDone<T>(future: Future<T>, value: T): void {
  if (!future.done()) future.setResult(value);
}
