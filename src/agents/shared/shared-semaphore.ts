import type { AwaitableLike, Coroutine } from "../../coroutines/awaitable.js";
import type { LazyAwaitable } from "../../coroutines/lazy-awaitable.js";
import { lazily } from "../../coroutines/library-coroutine.js";
import { TimeoutError } from "../../kernel/errors.js";
import { type Acquirable, Hold, hold } from "../../sync/hold.js";
import { checkTimeout } from "../check-timeout.js";
import { Line } from "./line.js";
import { Rows } from "./rows.js";
import { objectFor, Shared } from "./shared.js";
import type { SharedHandle } from "./shared-handle.js";
import { SharedMemory } from "./shared-memory.js";

/** How many permits are free. */
const FREE = SharedMemory.first;
const LINE = FREE + 1;

const MOST = 2 ** 31 - 1;

/**
 * Lets so many at a time go on, of the tasks and the blocked threads of all threads; the others wait in the order in which
 * they came. It is sent to another thread as it is. Any thread may release; the permits of a thread that ends stay taken.
 * Python: `threading.Semaphore`.
 *
 * @example
 * const two = new SharedSemaphore(2);
 * two.acquireSync();
 * two.acquireSync();
 * assert.equal(two.tryAcquire(), null);
 * two.release(2);
 * assert.equal(two.value, 2);
 */
export class SharedSemaphore extends Shared implements Acquirable {
  private readonly line: Line;

  /**
   * @param value how many permits are free at first, 1 by default
   * @throws RangeError if `value` is not a whole number of 0 or more.
   */
  constructor(value?: number);
  /** @internal */
  constructor(memory: SharedMemory);
  constructor(from: number | SharedMemory = 1) {
    super(from instanceof SharedMemory ? from : newMemory(from));
    this.line = new Line(this.memory, LINE, () => this.value > 0);
  }

  /**
   * This thread's object for the semaphore that a handle stands for.
   * @throws TypeError if it stands for none.
   */
  static from(handle: SharedHandle): SharedSemaphore {
    return objectFor("SharedSemaphore", handle, (memory) => new SharedSemaphore(memory));
  }

  /** How many permits are free. */
  get value(): number {
    return Atomics.load(this.memory.words, FREE);
  }

  /** Whether `acquire` would have to wait. */
  locked(): boolean {
    return this.value === 0 || !this.line.isEmpty();
  }

  /** Waits for a permit, and takes it. The result gives it back at the end of a `using` block. */
  acquire(): LazyAwaitable<Hold> {
    return lazily("SharedSemaphore.acquire", this.take());
  }

  /**
   * Blocks this thread until there is a permit, and takes it. The result gives it back at the end of a `using` block.
   * @param timeout the longest to wait, in milliseconds
   * @throws TimeoutError after `timeout`; DeadlockError if nobody is left who could release one.
   */
  acquireSync(timeout = Number.POSITIVE_INFINITY): Hold {
    checkTimeout(timeout, `acquire ${this}`);
    if (this.line.isEmpty() && this.takeIfFree()) return new Hold(this);
    if (this.line.block(this.takeIfFree, this, timeout)) return new Hold(this);
    throw new TimeoutError(`${this} had no permit within ${timeout} ms`);
  }

  /** Takes a permit if one is free and nobody waits, else gives `null`. Python: `acquire(blocking=False)`. */
  tryAcquire(): Hold | null {
    return this.line.isEmpty() && this.takeIfFree() ? new Hold(this) : null;
  }

  /**
   * Gives permits back.
   * @param n how many, 1 by default
   * @throws RangeError if `n` is not a whole number of 1 or more, or more permits would be free than can be counted.
   */
  release(n = 1): void {
    if (!Number.isInteger(n) || n < 1 || n > MOST - this.value) {
      throw new RangeError(
        `Cannot release ${String(n)} permits of ${this}: a whole number of 1 or more is expected`,
      );
    }
    Atomics.add(this.memory.words, FREE, n);
    this.line.wakeFirst();
  }

  /** Runs `body` with a permit. Python: `with semaphore`. */
  hold<T>(body: () => AwaitableLike<T>): LazyAwaitable<T> {
    return hold("SharedSemaphore.hold", this, body);
  }

  override toString(): string {
    return `<SharedSemaphore value:${this.value}${this.line.describe()}>`;
  }

  private *take(): Coroutine<Hold> {
    if (!(this.line.isEmpty() && this.takeIfFree())) yield* this.line.wait(this.takeIfFree, this);
    return new Hold(this);
  }

  private readonly takeIfFree = (): boolean => {
    const { words } = this.memory;
    for (let free = this.value; free > 0; ) {
      const found = Atomics.compareExchange(words, FREE, free, free - 1);
      if (found === free) return true;
      free = found;
    }
    return false;
  };
}

function newMemory(value: number): SharedMemory {
  if (!Number.isInteger(value) || value < 0 || value > MOST) {
    throw new RangeError(
      `Cannot make a SharedSemaphore of ${String(value)} permits: a whole number of 0 or more is expected`,
    );
  }
  const memory = SharedMemory.make("SharedSemaphore", 1 + Rows.words);
  memory.words[FREE] = value;
  return memory;
}
