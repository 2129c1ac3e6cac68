import type { AwaitableLike, Coroutine } from "../coroutines/awaitable.js";
import { Future } from "../coroutines/future.js";
import type { LazyAwaitable } from "../coroutines/lazy-awaitable.js";
import { lazily } from "../coroutines/library-coroutine.js";
import { currentScope } from "../kernel/context.js";
import { CancelledError, RuntimeError } from "../kernel/errors.js";
import { type Acquirable, Hold, holding } from "./hold.js";
import { LoopBound } from "./loop-bound.js";
import { waitIn } from "./wait-in.js";

/**
 * Lets one task at a time go on; the others wait in the order in which they came. Python: `asyncio.Lock`.
 *
 * @example
 * const lock = new Lock();
 * await run(function* () {
 *   const inside = yield* lock.hold(function* () { return lock.locked(); });
 *   assert.equal(inside, true);
 *   assert.equal(lock.locked(), false);
 * });
 */
export class Lock extends LoopBound implements Acquirable {
  private isLocked = false;
  /** The task that acquired it, for reports. */
  private holder: object | null = null;
  private readonly waiters = new Set<Future<void>>();

  /** Whether a task holds it. */
  locked(): boolean {
    return this.isLocked;
  }

  /** Waits until the lock is free, and takes it. The result releases it at the end of a `using` block. */
  acquire(): LazyAwaitable<Hold> {
    return lazily("Lock.acquire", this.take());
  }

  /**
   * Gives the lock to the task that waits the longest.
   * @throws RuntimeError (`ERR_NOT_ACQUIRED`) if nobody holds it.
   */
  release(): void {
    if (!this.isLocked)
      throw new RuntimeError("Cannot release the Lock: it is not acquired", "ERR_NOT_ACQUIRED");
    this.isLocked = false;
    this.holder = null;
    this.wakeFirst();
  }

  /** Runs `body` while this task holds the lock. Python: `async with lock`. */
  hold<T>(body: () => AwaitableLike<T>): LazyAwaitable<T> {
    return lazily("Lock.hold", holding(this, body));
  }

  override toString(): string {
    return `<Lock ${this.isLocked ? "locked" : "unlocked"}${this.waiters.size > 0 ? ` waiters:${this.waiters.size}` : ""}>`;
  }

  /** @internal {@link Lock.acquire}, for the library's own coroutines. */
  *take(): Coroutine<Hold> {
    if (!this.isLocked && allCancelled(this.waiters)) {
      this.lock();
      return new Hold(this);
    }
    try {
      yield* waitIn(this, this.waiters, new Future<void>(this.boundTo()));
    } catch (error) {
      // It may have been woken: the lock is the next one's.
      if (error instanceof CancelledError && !this.isLocked) this.wakeFirst();
      throw error;
    }
    this.lock();
    return new Hold(this);
  }

  /** @internal Who must release it before another task can go on. */
  blockers(): Iterable<Future<unknown>> {
    return this.isLocked && this.holder instanceof Future ? [this.holder] : [];
  }

  private lock(): void {
    this.isLocked = true;
    this.holder = currentScope().task;
  }

  private wakeFirst(): void {
    for (const waiter of this.waiters) {
      // The first may have been woken already, and not have run yet.
      if (!waiter.done()) waiter.setResult();
      return;
    }
  }
}

function allCancelled(waiters: Iterable<Future<void>>): boolean {
  for (const waiter of waiters) if (!waiter.cancelled()) return false;
  return true;
}
