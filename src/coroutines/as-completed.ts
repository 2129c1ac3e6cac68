import { TimeoutError } from "../kernel/errors.js";
import { requireRunningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";
import type { AwaitableLike, Coroutine } from "./awaitable.js";
import { checkList } from "./check-list.js";
import { checkTime } from "./check-time.js";
import { ensureFuture } from "./ensure-future.js";
import { Future, setResultUnlessDone } from "./future.js";
import type { LazyAwaitable } from "./lazy-awaitable.js";
import { lazily } from "./library-coroutine.js";
import { PullIterator } from "./pull-iterator.js";

/** Settings of {@link asCompleted}. */
export interface AsCompletedOptions {
  /** The longest to wait for all, in milliseconds; `null` for no limit. */
  readonly timeout?: number | null;
}

/** Results in the order in which they come. */
export interface AsCompleted<T> extends Iterable<LazyAwaitable<T>>, AsyncIterable<Awaited<T>> {}

/**
 * Runs awaitables at once, and gives their results in the order in which they come: iterate over it, and wait for each
 * item. `for await`, and {@link aiter} in a generator, give the results themselves. Python: `asyncio.as_completed`.
 *
 * @example
 * await run(function* () {
 *   const order: string[] = [];
 *   for (const next of asCompleted([sleep(20, "slow"), sleep(1, "fast")])) order.push(yield* next);
 *   assert.deepEqual(order, ["fast", "slow"]);
 * });
 */
export function asCompleted<T>(
  awaitables: Iterable<AwaitableLike<T>>,
  options: AsCompletedOptions = {},
): AsCompleted<T> {
  checkList("asCompleted", awaitables, options);
  const { timeout = null } = options;
  checkTime(timeout, "set a timeout of");
  const loop = requireRunningLoop("asCompleted()");
  const futures = new Set<Future<T>>();
  for (const awaitable of new Set(awaitables)) futures.add(ensureFuture(awaitable, { loop }));
  return new CompletionIterator(loop, futures, timeout);
}

class CompletionIterator<T> implements AsCompleted<T> {
  private readonly loop: Scheduler;
  private readonly todo: Set<Future<T>>;
  private readonly count: number;
  private readonly done: (Future<T> | null)[] = [];
  private readonly getters: Future<void>[] = [];
  private readonly timer: { cancel(): void } | null;

  constructor(loop: Scheduler, futures: Set<Future<T>>, timeout: number | null) {
    this.loop = loop;
    this.todo = futures;
    this.count = futures.size;
    for (const future of futures) future.addDoneCallback(this.onDone);
    this.timer =
      timeout === null || futures.size === 0
        ? null
        : loop.timeAt(loop.time() + Math.max(0, timeout), this.onTimeout);
  }

  *[Symbol.iterator](): Generator<LazyAwaitable<T>, void, undefined> {
    for (let i = 0; i < this.count; i++) yield lazily("asCompleted", this.nextResult());
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Awaited<T>> {
    let left = this.count;
    return new PullIterator<T>("asCompleted", () => (left-- > 0 ? this.nextItem() : ended()));
  }

  private *nextItem(): Coroutine<IteratorResult<T, undefined>> {
    return { done: false, value: yield* this.nextResult() };
  }

  toString(): string {
    return `asCompleted, of which ${this.todo.size} are left`;
  }

  blockers(): Iterable<Future<unknown>> {
    return this.todo;
  }

  private *nextResult(): Coroutine<T> {
    return (yield* this.nextFuture()).result();
  }

  private *nextFuture(): Coroutine<Future<T>> {
    while (this.done.length === 0) {
      const getter = new Future<void>(this.loop).standFor(this);
      this.getters.push(getter);
      try {
        yield* getter;
      } catch (error) {
        getter.cancel();
        const index = this.getters.indexOf(getter);
        if (index >= 0) this.getters.splice(index, 1);
        if (this.done.length > 0 && !getter.cancelled()) this.wakeNext();
        throw error;
      }
    }
    const future = this.done.shift() as Future<T> | null;
    if (future === null) throw new TimeoutError("Not all of them were done in time");
    return future;
  }

  private readonly onDone = (future: Future<T>): void => {
    if (!this.todo.delete(future)) return;
    if (this.todo.size === 0) this.timer?.cancel();
    this.put(future);
  };

  private readonly onTimeout = (): void => {
    for (const future of this.todo) {
      future.removeDoneCallback(this.onDone);
      this.put(null);
    }
    this.todo.clear();
  };

  private put(future: Future<T> | null): void {
    this.done.push(future);
    this.wakeNext();
  }

  private wakeNext(): void {
    for (let getter = this.getters.shift(); getter !== undefined; getter = this.getters.shift()) {
      if (getter.done()) continue;
      setResultUnlessDone(getter, undefined);
      return;
    }
  }
}

function* ended(): Coroutine<IteratorResult<never, undefined>> {
  return { done: true, value: undefined };
}
