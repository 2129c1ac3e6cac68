import type { AwaitableLike } from "../coroutines/awaitable.js";
import { Future } from "../coroutines/future.js";
import type { LazyAwaitable } from "../coroutines/lazy-awaitable.js";
import { currentScope } from "../kernel/context.js";
import { CancelledError, RuntimeError } from "../kernel/errors.js";
import { type Acquirable, Hold, hold } from "./hold.js";
import { LoopBound } from "./loop-bound.js";
import { Operation } from "./operation.js";
import { type Waiter, Waiters } from "./waiters.js";

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
  /** @internal */ readonly waiters = new Waiters();

  /** Whether a task holds it. */
  locked(): boolean {
    return this.isLocked;
  }

  /** Waits until the lock is free, and takes it. The result releases it at the end of a `using` block. */
  acquire(): LazyAwaitable<Hold> {
    return new AcquireLock(this);
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
    return hold("Lock.hold", this, body);
  }

  override toString(): string {
    return `<Lock ${this.isLocked ? "locked" : "unlocked"}${this.waiters.describe()}>`;
  }

  /** @internal Who must release it before another task can go on. */
  blockers(): Iterable<Future<unknown>> {
    return this.isLocked && this.holder instanceof Future ? [this.holder] : [];
  }

  /** @internal Takes the lock, if nobody holds it or waits for it. */
  tryTake(): boolean {
    if (this.isLocked || this.waiters.someStand()) return false;
    this.take();
    return true;
  }

  /** @internal */
  take(): void {
    this.isLocked = true;
    this.holder = currentScope().task;
  }

  /** @internal Wakes who came first, unless that one was woken already and has not run yet. */
  wakeFirst(): void {
    const first = this.waiters.peek();
    if (first !== null && !first.done()) first.wake();
  }
}

/** `lock.acquire()`. */
class AcquireLock extends Operation<Hold> {
  private readonly lock: Lock;

  constructor(lock: Lock) {
    super();
    this.lock = lock;
  }

  override toString(): string {
    return "<Lock.acquire()>";
  }

  protected override attempt(woken: boolean): IteratorResult<never, Hold> {
    const { lock } = this;
    if (woken) lock.take();
    else if (!lock.tryTake()) return this.waitAmong(lock, lock.waiters);
    return { done: true, value: new Hold(lock) };
  }

  protected override giveUp(_waiter: Waiter, error: unknown): void {
    // It may have been woken: the lock is the next one's.
    if (error instanceof CancelledError && !this.lock.locked()) this.lock.wakeFirst();
  }
}
