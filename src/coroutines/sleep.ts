import { TimerHandle } from "../kernel/handle.js";
import { requireRunningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";
import type { Suspension } from "./awaitable.js";
import { Future, setResultUnlessDone } from "./future.js";
import { createTask, LazyAwaitable } from "./lazy-awaitable.js";
import { giveWay, RESUME, setYieldOnce } from "./suspension.js";

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
const YIELD_ONCE = new YieldOnce();
setYieldOnce(YIELD_ONCE);

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

/** The wait of a `sleep(ms)`: a future with the timer that completes it. */
class SleepFuture extends Future<unknown> {
  private readonly timer: SleepTimer;

  constructor(loop: Scheduler, ms: number, result: unknown) {
    super(loop);
    this.timer = new SleepTimer(loop, loop.clock.now() + ms, this, result);
    loop.setTimer(this.timer);
  }

  override next(): IteratorResult<never, unknown> {
    if (this.timer.scheduled && this.done()) this.timer.cancel();
    return super.next();
  }

  override throw(error: unknown): never {
    this.timer.cancel();
    throw error;
  }

  return(value: unknown): IteratorResult<never, unknown> {
    this.timer.cancel();
    return { done: true, value };
  }

  override purpose(): string {
    return `sleep, until ${this.timer.when()}`;
  }
}

/** A timer that calls nothing but the future it belongs to: sleeping is what most timers are for. */
class SleepTimer extends TimerHandle {
  private readonly future: Future<unknown>;
  private readonly result: unknown;

  constructor(loop: Scheduler, when: number, future: Future<unknown>, result: unknown) {
    super(loop, when, nothing, NO_ARGS);
    this.future = future;
    this.result = result;
  }

  override run(): void {
    if (!this.cancelled()) setResultUnlessDone(this.future, this.result);
  }
}

const NO_ARGS: readonly unknown[] = [];
function nothing(): void {}
