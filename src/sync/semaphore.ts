import type { AwaitableLike } from "../coroutines/awaitable.js";
import type { LazyAwaitable } from "../coroutines/lazy-awaitable.js";
import { CancelledError } from "../kernel/errors.js";
import { type Acquirable, Hold, hold } from "./hold.js";
import { LoopBound } from "./loop-bound.js";
import { Operation } from "./operation.js";
import { type Waiter, Waiters } from "./waiters.js";

/**
 * Lets so many tasks go on at a time; the others wait in the order in which they came. Python: `asyncio.Semaphore`.
 *
 * @example
 * const two = new Semaphore(2);
 * await run(function* () {
 *   yield* two.acquire();
 *   yield* two.acquire();
 *   assert.ok(two.locked());
 *   two.release();
 *   assert.ok(!two.locked());
 * });
 */
export class Semaphore extends LoopBound implements Acquirable {
  /** @internal How many permits are free. */ protected value: number;
  /** @internal */ readonly waiters = new Waiters();

  /** @throws RangeError if `value` is not a whole number of 0 or more. */
  constructor(value = 1) {
    super();
    if (!Number.isInteger(value) || value < 0) {
      throw new RangeError(
        `Cannot make a semaphore of ${String(value)} permits: a whole number of 0 or more is expected`,
      );
    }
    this.value = value;
  }

  /** Whether `acquire` would have to wait. */
  locked(): boolean {
    return this.value === 0 || this.waiters.someStand();
  }

  /** Waits for a permit, and takes it. The result gives it back at the end of a `using` block. */
  acquire(): LazyAwaitable<Hold> {
    return new AcquirePermit(this);
  }

  /** Gives a permit back. */
  release(): void {
    this.giveBack();
  }

  /** Runs `body` with a permit. Python: `async with semaphore`. */
  hold<T>(body: () => AwaitableLike<T>): LazyAwaitable<T> {
    return hold("Semaphore.hold", this, body);
  }

  override toString(): string {
    const state = this.locked() ? "locked" : `unlocked value:${this.value}`;
    return `<${this.constructor.name} ${state}${this.waiters.describe()}>`;
  }

  /** @internal Takes a permit, if one is free and nobody waits. */
  tryTake(): boolean {
    if (this.locked()) return false;
    this.value--;
    return true;
  }

  /** @internal A permit comes back, perhaps one that was handed over at a wake-up. */
  giveBack(): void {
    this.value++;
    this.wakeNext();
  }

  /** @internal Who came behind a woken one is woken too, if there are permits. */
  wakeFurther(): void {
    if (this.value > 0) this.wakeNext();
  }

  private wakeNext(): void {
    this.value -= this.waiters.wake(1);
  }
}

/** `semaphore.acquire()`. */
class AcquirePermit extends Operation<Hold> {
  private readonly semaphore: Semaphore;

  constructor(semaphore: Semaphore) {
    super();
    this.semaphore = semaphore;
  }

  override toString(): string {
    return "<Semaphore.acquire()>";
  }

  protected override attempt(woken: boolean): IteratorResult<never, Hold> {
    const { semaphore } = this;
    if (woken) semaphore.wakeFurther();
    else if (!semaphore.tryTake()) return this.waitAmong(semaphore, semaphore.waiters);
    return { done: true, value: new Hold(semaphore) };
  }

  protected override giveUp(waiter: Waiter, error: unknown): void {
    if (error instanceof CancelledError && !waiter.cancelled()) this.semaphore.giveBack();
  }
}

/** A semaphore that refuses to be released more often than it was acquired. Python: `asyncio.BoundedSemaphore`. */
export class BoundedSemaphore extends Semaphore {
  private readonly bound: number;

  constructor(value = 1) {
    super(value);
    this.bound = value;
  }

  /** @throws RangeError if all permits are free. Python raises `ValueError`. */
  override release(): void {
    if (this.value >= this.bound) {
      throw new RangeError(
        `Cannot release the BoundedSemaphore: all its ${this.bound} permits are free already`,
      );
    }
    super.release();
  }
}
