import type { Suspension } from "../coroutines/awaitable.js";
import { LazyAwaitable } from "../coroutines/lazy-awaitable.js";
import { reused } from "../coroutines/library-coroutine.js";
import { suspendOn } from "../coroutines/suspension.js";
import type { LoopBound } from "./loop-bound.js";
import { Waiter, type Waiters } from "./waiters.js";

type Result<T> = IteratorResult<never, T>;

/**
 * What may have to wait at a primitive: `lock.acquire()`, `queue.get()`. It is the iterator of its own wait, a leaf as a
 * future is, so that it takes neither a generator nor a frame: most are done at once, and all are on hot paths.
 */
export abstract class Operation<T> extends LazyAwaitable<T> {
  /** `undefined` until it begins, `null` while it does not wait. */
  private waiter: Waiter | null | undefined = undefined;

  [Symbol.iterator](): Iterator<Suspension, T, unknown> {
    if (this.waiter !== undefined) throw reused(this);
    this.waiter = null;
    this.noteStarted();
    return this as unknown as Iterator<Suspension, T, unknown>;
  }

  /** @internal */
  next(): Result<T> {
    const { waiter } = this;
    if (waiter == null) return this.attempt(false);
    if (!waiter.done()) return suspendOn(waiter);
    this.waiter = null;
    waiter.leave();
    if (waiter.cancelled()) {
      const error = waiter.takeCancelledError();
      this.giveUp(waiter, error);
      throw error;
    }
    return this.attempt(true);
  }

  /** @internal */
  throw(error: unknown): never {
    const { waiter } = this;
    if (waiter != null) {
      this.waiter = null;
      waiter.leave();
      this.giveUp(waiter, error);
    }
    throw error;
  }

  /** @internal */
  return(value: T): Result<T> {
    this.waiter?.leave();
    return { done: true, value };
  }

  /** Does it, or waits: at first, and when it was `woken`. */
  protected abstract attempt(woken: boolean): Result<T>;

  /** Its wait ended with an error. It may have been woken all the same: then that is the next one's. */
  protected abstract giveUp(waiter: Waiter, error: unknown): void;

  /** Waits among the `waiters` of `owner`: returns what {@link attempt} must return. */
  protected waitAmong(owner: LoopBound, waiters: Waiters): Result<T> {
    const waiter = new Waiter(owner.boundTo());
    waiter.standFor(owner);
    const result = suspendOn(waiter);
    waiters.add(waiter);
    this.waiter = waiter;
    return result;
  }
}
