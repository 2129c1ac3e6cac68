import type { AwaitableLike, Coroutine } from "../../coroutines/awaitable.js";
import type { LazyAwaitable } from "../../coroutines/lazy-awaitable.js";
import { lazily } from "../../coroutines/library-coroutine.js";
import { AbandonedLockError, DeadlockError, RuntimeError, TimeoutError } from "../../kernel/errors.js";
import { type Acquirable, Hold, hold } from "../../sync/hold.js";
import { checkTimeout } from "../check-timeout.js";
import { Line } from "./line.js";
import { Rows } from "./rows.js";
import { objectFor, Shared } from "./shared.js";
import type { SharedHandle } from "./shared-handle.js";
import { SharedMemory } from "./shared-memory.js";

/** The identity of the thread that holds it; 0 while it is free. */
const HOLDER = SharedMemory.first;
const LINE = HOLDER + 1;

/**
 * Lets one at a time go on, of the tasks and the blocked threads of all threads; the others wait in the order in which
 * they came. It is sent to another thread as it is. What a task of one thread holds, that thread must release. Python:
 * `threading.Lock`.
 *
 * @example
 * const lock = new SharedLock();
 * {
 *   using hold = lock.acquireSync(1000); // blocks
 *   assert.ok(lock.locked());
 * }
 * await run(() => lock.hold(function* () { // waits, and its loop goes on
 *   yield* sleep(1);
 * }));
 * assert.ok(!lock.locked());
 */
export class SharedLock extends Shared implements Acquirable {
  private readonly line: Line;

  constructor();
  /** @internal */
  constructor(memory: SharedMemory);
  constructor(memory: SharedMemory = SharedMemory.make("SharedLock", 1 + Rows.words)) {
    super(memory);
    this.line = new Line(memory, LINE, () => !this.isHeld());
  }

  /**
   * This thread's object for the lock that a handle stands for.
   * @throws TypeError if it stands for none.
   */
  static from(handle: SharedHandle): SharedLock {
    return objectFor("SharedLock", handle, (memory) => new SharedLock(memory));
  }

  /** Whether it is held, be it by a thread that has ended. */
  locked(): boolean {
    return this.holder() !== 0;
  }

  /**
   * Waits until the lock is free, and takes it. The result releases it at the end of a `using` block.
   * @throws AbandonedLockError if the thread that held it has ended.
   */
  acquire(): LazyAwaitable<Hold> {
    return lazily("SharedLock.acquire", this.take());
  }

  /**
   * Blocks this thread until the lock is free, and takes it. The result releases it at the end of a `using` block.
   * @param timeout the longest to wait, in milliseconds
   * @throws TimeoutError after `timeout`; AbandonedLockError if the thread that held it has ended; DeadlockError if this
   * thread holds it, or nobody is left who could release it.
   */
  acquireSync(timeout = Number.POSITIVE_INFINITY): Hold {
    checkTimeout(timeout, `acquire ${this}`);
    if (this.line.isEmpty() && this.takeIfFree()) return new Hold(this);
    if (this.holder() === this.memory.me) {
      throw new DeadlockError(
        "",
        `this thread holds ${this} itself, and could not release it while it blocks.`,
      );
    }
    if (this.line.block(this.takeIfFree, this, timeout)) return new Hold(this);
    throw new TimeoutError(`${this} was not free within ${timeout} ms`);
  }

  /** Takes the lock if it is free and nobody waits for it, else gives `null`. Python: `acquire(blocking=False)`. */
  tryAcquire(): Hold | null {
    return this.line.isEmpty() && this.takeIfFree() ? new Hold(this) : null;
  }

  /**
   * Gives the lock to whoever waits the longest.
   * @throws RuntimeError (`ERR_NOT_ACQUIRED`) if this thread does not hold it.
   */
  release(): void {
    const { words, me } = this.memory;
    const holder = Atomics.compareExchange(words, HOLDER, me, 0);
    if (holder !== me) {
      const why = holder === 0 ? "it is not acquired" : "another thread holds it, which must release it";
      throw new RuntimeError(`Cannot release the SharedLock: ${why}`, "ERR_NOT_ACQUIRED");
    }
    this.line.wakeFirst();
  }

  /** Runs `body` while this task holds the lock. Python: `with lock`. */
  hold<T>(body: () => AwaitableLike<T>): LazyAwaitable<T> {
    return hold("SharedLock.hold", this, body);
  }

  /**
   * Makes an abandoned lock free again: for whoever has checked, or set right, what it protects. Does nothing on a free one.
   * @throws RuntimeError (`ERR_NOT_ABANDONED`) if a thread that lives holds it.
   */
  reset(): void {
    const holder = this.holder();
    if (this.memory.isLive(holder)) {
      throw new RuntimeError(
        "Cannot reset the SharedLock: the thread that holds it lives",
        "ERR_NOT_ABANDONED",
      );
    }
    Atomics.compareExchange(this.memory.words, HOLDER, holder, 0);
    this.line.wakeFirst();
  }

  override toString(): string {
    const holder = this.holder();
    const state =
      holder === 0
        ? "unlocked"
        : holder === this.memory.me
          ? "locked by this thread"
          : this.memory.isLive(holder)
            ? "locked by another thread"
            : "abandoned";
    return `<SharedLock ${state}${this.line.describe()}>`;
  }

  private *take(): Coroutine<Hold> {
    if (!(this.line.isEmpty() && this.takeIfFree())) yield* this.line.wait(this.takeIfFree, this);
    return new Hold(this);
  }

  private readonly takeIfFree = (): boolean => {
    const { words, me } = this.memory;
    const holder = Atomics.compareExchange(words, HOLDER, 0, me);
    if (holder !== 0 && !this.memory.isLive(holder)) {
      throw new AbandonedLockError(
        "Cannot acquire the SharedLock: the thread that held it has ended and never released it, so what it protects may " +
          "be half changed. Check that, and call reset() to make the lock free.",
      );
    }
    return holder === 0;
  };

  private holder(): number {
    return Atomics.load(this.memory.words, HOLDER);
  }

  /** Whether a thread that lives holds it. Of one that has ended, whoever waits must be told. */
  private isHeld(): boolean {
    return this.memory.isLive(this.holder());
  }
}
