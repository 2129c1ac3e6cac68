import { requireRunningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";
import type { Suspension } from "./awaitable.js";
import { Future } from "./future.js";
import { createTask, LazyAwaitable } from "./lazy-awaitable.js";
import { giveWay, RESUME } from "./suspension.js";

/**
 * Waits `ms` milliseconds, then gives `result`. `sleep(0)`, and any less, skips exactly one iteration of the loop, so
 * that others run. Cancelled like any wait: at once. Python: `asyncio.sleep`, in seconds.
 * @throws RangeError if `ms` is NaN, TypeError if it is no number.
 *
 * @example
 * await run(function* () {
 *   assert.equal(yield* sleep(10, "slept"), "slept");
 * });
 */
export function sleep(ms: number): LazyAwaitable<undefined>;
export function sleep<T>(ms: number, result: T): LazyAwaitable<T>;
export function sleep(ms: number, result?: unknown): LazyAwaitable<unknown> {
  if (ms === 0 && result === undefined) return YIELD_ONCE;
  if (typeof ms !== "number") {
    throw new TypeError(`Cannot sleep: the time is ${typeof ms}, not a number of milliseconds`);
  }
  if (Number.isNaN(ms)) throw new RangeError("Cannot sleep: the time is NaN");
  return new Sleep(ms, result);
}

class Sleep extends LazyAwaitable<unknown> {
  private readonly ms: number;
  private readonly result: unknown;

  constructor(ms: number, result: unknown) {
    super();
    this.ms = ms;
    this.result = result;
  }

  [Symbol.iterator](): Iterator<Suspension, unknown, unknown> {
    this.noteStarted();
    return this.ms <= 0
      ? new YieldThenReturn(this.result)
      : new SleepFuture(requireRunningLoop("sleep()"), this.ms, this.result)[Symbol.iterator]();
  }

  override toString(): string {
    return `<sleep(${this.ms})>`;
  }
}

/** `sleep(0)`: without state, so that one serves all. */
class YieldOnce extends LazyAwaitable<undefined> {
  [Symbol.iterator](): Iterator<Suspension, undefined, unknown> {
    return this as unknown as Iterator<Suspension, undefined, unknown>;
  }

  next(sent: unknown): IteratorResult<never, undefined> {
    return sent === RESUME ? FINISHED : giveWay();
  }

  throw(error: unknown): never {
    throw error;
  }

  /** Each `await` in host code is a task of its own: this object is everybody's. */
  // biome-ignore lint/suspicious/noThenProperty: this is what makes it awaitable
  override then<A = undefined, B = never>(
    onFulfilled?: ((value: undefined) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return createTask(requireRunningLoop("await sleep(0)"), this).then(onFulfilled, onRejected);
  }

  override toString(): string {
    return "<sleep(0)>";
  }
}

const FINISHED: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** @internal What `sleep(0)` returns: one object, so that the commonest wait is told by a comparison. */
export const YIELD_ONCE: LazyAwaitable<undefined> = new YieldOnce();

class YieldThenReturn {
  private readonly result: unknown;

  constructor(result: unknown) {
    this.result = result;
  }

  next(sent: unknown): IteratorResult<never, unknown> {
    return sent === RESUME ? { done: true, value: this.result } : giveWay();
  }

  throw(error: unknown): never {
    throw error;
  }
}

/** The wait of a `sleep(ms)`, and the timer that ends it: sleeping is what most timers are for, so they are one object. */
class SleepFuture extends Future<unknown> {
  /** @internal */ scheduled = false;
  /** @internal */ sequence = 0;
  private readonly deadline: number;
  private readonly slept: unknown;

  constructor(loop: Scheduler, ms: number, result: unknown) {
    super(loop);
    this.deadline = loop.clock.now() + ms;
    this.slept = result;
    loop.setTimer(this);
  }

  /** @internal */
  when(): number {
    return this.deadline;
  }

  /** @internal Its time has come. */
  run(): void {
    if (!this.done()) this.resolve(this.slept);
  }

  override cancel(message?: string): boolean {
    if (this.scheduled && !this.done()) this.loop.timers.noteCancelled();
    return super.cancel(message);
  }

  override throw(error: unknown): never {
    this.abandon();
    throw error;
  }

  return(value: unknown): IteratorResult<never, unknown> {
    this.abandon();
    return { done: true, value };
  }

  override purpose(): string {
    return `sleep, until ${this.deadline}`;
  }

  /** Nobody waits for it any more. */
  private abandon(): void {
    if (!this.loop.isClosed()) this.cancel();
  }
}
