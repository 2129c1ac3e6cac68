import { CancelledError, RuntimeError } from "../kernel/errors.js";
import { requireRunningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";
import { trackAsyncgen, untrackAsyncgen } from "./async-generators.js";
import { type Coroutine, isAwaitable, isThenable } from "./awaitable.js";
import { waitable } from "./host-promise.js";
import type { LazyAwaitable } from "./lazy-awaitable.js";
import { lazily } from "./library-coroutine.js";

/**
 * Goes through an async iterable in a generator coroutine, which has no `for await`. Made by {@link aiter}. Python:
 * `async for`.
 *
 * A loop knows the cursors that are under way, and closes them in `loop.shutdownAsyncgens()`.
 */
export class AsyncCursor<T> {
  private readonly iterator: AsyncIterator<T>;
  private loop: Scheduler | null = null;
  private item: { readonly value: T } | null = null;
  private ended = false;
  private waits = false;
  /** Whether the host still works on an item, for which nobody may wait any more. */
  private hostWorks = false;

  /** Programs call {@link aiter}. */
  constructor(iterable: AsyncIterable<T>) {
    this.iterator = iterable[Symbol.asyncIterator]();
  }

  /** The item that {@link moveNext} came to. */
  get current(): T {
    if (this.item === null) {
      throw new RuntimeError(
        `Cannot read the current item of ${this}: ${this.ended ? "it has ended" : "call moveNext() first"}`,
        "ERR_NO_CURRENT_ITEM",
      );
    }
    return this.item.value;
  }

  /**
   * Goes to the next item, and says whether there is one. Cancelled, it can be called again if the iterable can.
   * @throws what the iterable throws, which ends it; RuntimeError (`ERR_CURSOR_BUSY`) while another call waits.
   */
  moveNext(): LazyAwaitable<boolean> {
    return lazily("AsyncCursor.moveNext", this.advance());
  }

  /** Ends the iteration where it stands: `finally` blocks of an async generator run. Does nothing the second time. */
  aclose(): LazyAwaitable<void> {
    return lazily("AsyncCursor.aclose", this.close() as Coroutine<void>);
  }

  toString(): string {
    return `<AsyncCursor of ${nameOf(this.iterator)}>`;
  }

  private *advance(): Coroutine<boolean> {
    if (this.waits) {
      throw new RuntimeError(`Cannot moveNext: a former call on ${this} still waits`, "ERR_CURSOR_BUSY");
    }
    this.item = null;
    if (this.ended) return false;
    this.begin();
    this.waits = true;
    try {
      const result = yield* waitable(this.watched(this.iterator.next()), "an async iterator's next()");
      if (result.done === true) this.end();
      else this.item = result;
    } catch (error) {
      // Whose wait was cancelled may not have ended: a queue has not, nor has what the host runs.
      if (!(error instanceof CancelledError)) this.end();
      throw error;
    } finally {
      this.waits = false;
    }
    return this.item !== null;
  }

  /** Gives what the iterator says of it: whether it has ended. */
  private *close(): Coroutine<unknown> {
    if (this.ended) return undefined;
    const loop = this.begin();
    this.end();
    if (this.iterator.return === undefined) return undefined;
    const { hostWorks } = this;
    const closing = this.watched(this.iterator.return());
    if (hostWorks) {
      // The host's generator ends when it gets that far, which may be never.
      closing.then(undefined, (exception: unknown) => {
        const message = `An error occurred during closing of asynchronous generator ${this}`;
        loop.callExceptionHandler({ message, exception, asyncgen: this });
      });
      return undefined;
    }
    return yield* waitable(closing, "an async iterator's return()");
  }

  private begin(): Scheduler {
    if (this.loop === null) {
      this.loop = requireRunningLoop(`iterating over ${this}`);
      trackAsyncgen(this.loop, this);
    }
    return this.loop;
  }

  private end(): void {
    this.ended = true;
    this.item = null;
    if (this.loop !== null) untrackAsyncgen(this.loop, this);
  }

  private watched<R>(step: PromiseLike<R>): PromiseLike<R> {
    if (!isThenable(step) || isAwaitable(step)) return step;
    this.hostWorks = true;
    const settle = () => {
      this.hostWorks = false;
    };
    step.then(settle, settle);
    return step;
  }
}

/**
 * A cursor over an async iterable: `for await` for generator coroutines. End it with {@link aclosing} where the loop may
 * be left early. Python: `aiter`, `anext`.
 *
 * @example
 * const queue = new Queue<number>();
 * for (const n of [1, 2, 3]) queue.putNowait(n);
 * queue.shutdown();
 * await run(function* () {
 *   let sum = 0;
 *   const items = aiter(queue);
 *   while (yield* items.moveNext()) sum += items.current;
 *   assert.equal(sum, 6);
 * });
 */
export function aiter<T>(iterable: AsyncIterable<T>): AsyncCursor<T> {
  if (typeof (iterable as Partial<AsyncIterable<T>> | null)?.[Symbol.asyncIterator] !== "function") {
    throw new TypeError("Cannot make an AsyncCursor: an async iterable is expected");
  }
  return new AsyncCursor(iterable);
}

function nameOf(iterator: object): string {
  const text = String(iterator);
  return text.startsWith("<") ? text : Object.prototype.toString.call(iterator);
}
