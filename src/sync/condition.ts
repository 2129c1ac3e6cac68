import type { AwaitableLike, Coroutine } from "../coroutines/awaitable.js";
import type { LazyAwaitable } from "../coroutines/lazy-awaitable.js";
import { lazily } from "../coroutines/library-coroutine.js";
import { CancelledError, RuntimeError } from "../kernel/errors.js";
import { type Acquirable, type Hold, hold } from "./hold.js";
import { Lock } from "./lock.js";
import { LoopBound } from "./loop-bound.js";
import { waitIn } from "./wait-in.js";
import { Waiters } from "./waiters.js";

/**
 * Lets tasks that hold a lock wait until another tells them that something has changed. Python: `asyncio.Condition`.
 *
 * @example
 * const condition = new Condition();
 * await run(function* () {
 *   let stock = 0;
 *   const buyer = getRunningLoop().createTask(condition.hold(() => condition.waitFor(() => stock > 0)));
 *   yield* sleep(1);
 *   yield* condition.hold(function* () {
 *     stock = 1;
 *     condition.notify();
 *   });
 *   assert.equal(yield* buyer, true);
 * });
 */
export class Condition extends LoopBound implements Acquirable {
  private readonly lock: Lock;
  private readonly waiters = new Waiters();

  /** @param lock the lock to use, a new one by default */
  constructor(lock: Lock = new Lock()) {
    super();
    this.lock = lock;
  }

  /** Whether a task holds the lock. */
  locked(): boolean {
    return this.lock.locked();
  }

  /** Takes the lock. */
  acquire(): LazyAwaitable<Hold> {
    return this.lock.acquire();
  }

  /** Releases the lock. */
  release(): void {
    this.lock.release();
  }

  /** Runs `body` while this task holds the lock. Python: `async with condition`. */
  hold<T>(body: () => AwaitableLike<T>): LazyAwaitable<T> {
    return hold("Condition.hold", this, body);
  }

  /**
   * Releases the lock, waits to be notified, and takes the lock again, before it returns or is cancelled.
   * @throws RuntimeError (`ERR_NOT_ACQUIRED`) if the lock is not held.
   */
  wait(): LazyAwaitable<true> {
    return lazily("Condition.wait", this.waitOnce());
  }

  /** Waits, while `predicate` does not hold, and gives what it gave in the end. */
  waitFor<T>(predicate: () => T): LazyAwaitable<T> {
    return lazily("Condition.waitFor", this.waitWhileNot(predicate));
  }

  /**
   * Wakes up to `n` tasks that wait, 1 by default. They go on when they have the lock.
   * @throws RuntimeError (`ERR_NOT_ACQUIRED`) if the lock is not held.
   */
  notify(n = 1): void {
    this.checkHeld("notify");
    this.waiters.wake(n);
  }

  /** Wakes all that wait. */
  notifyAll(): void {
    this.notify(this.waiters.size);
  }

  override toString(): string {
    return `<Condition ${this.locked() ? "locked" : "unlocked"}${this.waiters.describe()}>`;
  }

  /** @internal {@link Condition.waitFor}, for the library's own coroutines. */
  *waitWhileNot<T>(predicate: () => T): Coroutine<T> {
    let result = predicate();
    while (!result) {
      yield* this.waitOnce();
      result = predicate();
    }
    return result;
  }

  private *waitOnce(): Coroutine<true> {
    this.checkHeld("wait");
    this.release();
    try {
      try {
        yield* waitIn(this, this.waiters);
        return true;
      } finally {
        yield* this.takeBack();
      }
    } catch (error) {
      // It may have been notified, and does not go on: another one does. CPython 3.13.
      this.waiters.wake(1);
      throw error;
    }
  }

  /** Takes the lock though the task is cancelled meanwhile, be it several times; the cancellation comes after. */
  private *takeBack(): Coroutine<void> {
    let cancellation: CancelledError | null = null;
    for (;;) {
      try {
        yield* this.lock.acquire();
        break;
      } catch (error) {
        if (!(error instanceof CancelledError)) throw error;
        cancellation = error;
      }
    }
    if (cancellation !== null) throw cancellation;
  }

  private checkHeld(what: string): void {
    if (!this.locked()) {
      throw new RuntimeError(`Cannot ${what} on the Condition: its lock is not acquired`, "ERR_NOT_ACQUIRED");
    }
  }
}
