import type { AwaitableLike, Coroutine } from "../coroutines/awaitable.js";
import { Future } from "../coroutines/future.js";
import type { LazyAwaitable } from "../coroutines/lazy-awaitable.js";
import { lazily } from "../coroutines/library-coroutine.js";
import { CancelledError } from "../kernel/errors.js";
import { type Acquirable, Hold, holding } from "./hold.js";
import { LoopBound } from "./loop-bound.js";
import { waitIn } from "./wait-in.js";

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
  private readonly waiters = new Set<Future<void>>();

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
    return this.value === 0 || someWait(this.waiters);
  }

  /** Waits for a permit, and takes it. The result gives it back at the end of a `using` block. */
  acquire(): LazyAwaitable<Hold> {
    return lazily("Semaphore.acquire", this.take());
  }

  /** Gives a permit back. */
  release(): void {
    this.value++;
    this.wakeNext();
  }

  /** Runs `body` with a permit. Python: `async with semaphore`. */
  hold<T>(body: () => AwaitableLike<T>): LazyAwaitable<T> {
    return lazily("Semaphore.hold", holding(this, body));
  }

  override toString(): string {
    const state = this.locked() ? "locked" : `unlocked value:${this.value}`;
    return `<${this.constructor.name} ${state}${this.waiters.size > 0 ? ` waiters:${this.waiters.size}` : ""}>`;
  }

  private *take(): Coroutine<Hold> {
    if (!this.locked()) {
      this.value--;
      return new Hold(this);
    }
    const waiter = new Future<void>(this.boundTo());
    try {
      yield* waitIn(this, this.waiters, waiter);
    } catch (error) {
      if (error instanceof CancelledError && !waiter.cancelled()) {
        // The permit was handed over at the wake-up: it goes to the next.
        this.value++;
        this.wakeNext();
      }
      throw error;
    }
    if (this.value > 0) this.wakeNext();
    return new Hold(this);
  }

  private wakeNext(): void {
    for (const waiter of this.waiters) {
      if (waiter.done()) continue;
      this.value--;
      waiter.setResult();
      return;
    }
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

function someWait(waiters: Iterable<Future<void>>): boolean {
  for (const waiter of waiters) if (!waiter.cancelled()) return true;
  return false;
}
