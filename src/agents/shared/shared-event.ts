import type { Coroutine } from "../../coroutines/awaitable.js";
import type { LazyAwaitable } from "../../coroutines/lazy-awaitable.js";
import { lazily } from "../../coroutines/library-coroutine.js";
import { TimeoutError } from "../../kernel/errors.js";
import { checkTimeout } from "../blocking-wait.js";
import { Crowd } from "./crowd.js";
import { Rows } from "./rows.js";
import { objectFor, Shared } from "./shared.js";
import { type SharedHandle, SharedMemory } from "./shared-memory.js";

const IS_SET = SharedMemory.first;
/** How often it was set: who waits goes on even if it is cleared at once. */
const TIMES_SET = IS_SET + 1;
const CROWD = TIMES_SET + 1;

/**
 * A flag for which tasks and blocked threads of all threads wait. It is sent to another thread as it is. Python:
 * `threading.Event`.
 *
 * @example
 * const ready = new SharedEvent();
 * assert.throws(() => ready.waitSync(1), TimeoutError);
 * ready.set();
 * assert.ok(ready.waitSync());
 */
export class SharedEvent extends Shared {
  private readonly crowd: Crowd;

  constructor();
  /** @internal */
  constructor(memory: SharedMemory);
  constructor(memory: SharedMemory = SharedMemory.make("SharedEvent", 2 + Rows.words)) {
    super(memory);
    this.crowd = new Crowd(memory, CROWD);
  }

  /**
   * This thread's object for the event that a handle stands for.
   * @throws TypeError if it stands for none.
   */
  static from(handle: SharedHandle): SharedEvent {
    return objectFor("SharedEvent", handle, (memory) => new SharedEvent(memory));
  }

  /** Whether it is set. */
  isSet(): boolean {
    return Atomics.load(this.memory.words, IS_SET) === 1;
  }

  /** Sets it: all that wait go on, even if it is cleared before they do. */
  set(): void {
    const { words } = this.memory;
    if (Atomics.exchange(words, IS_SET, 1) === 1) return;
    Atomics.add(words, TIMES_SET, 1);
    this.crowd.wakeAll();
  }

  /** Clears it. */
  clear(): void {
    Atomics.store(this.memory.words, IS_SET, 0);
  }

  /** Waits until it is set; not at all if it is. */
  wait(): LazyAwaitable<true> {
    return lazily("SharedEvent.wait", this.waitUntilSet());
  }

  /**
   * Blocks this thread until it is set; not at all if it is.
   * @param timeout the longest to wait, in milliseconds
   * @throws TimeoutError after `timeout`, where Python returns `False`; DeadlockError if nobody is left who could set it.
   */
  waitSync(timeout = Number.POSITIVE_INFINITY): true {
    checkTimeout(timeout, `wait for ${this}`);
    if (this.isSet() || this.crowd.block(this.wasSet(), this, timeout)) return true;
    throw new TimeoutError(`${this} was not set within ${timeout} ms`);
  }

  override toString(): string {
    return `<SharedEvent ${this.isSet() ? "set" : "unset"}${this.crowd.describe()}>`;
  }

  private *waitUntilSet(): Coroutine<true> {
    if (!this.isSet()) yield* this.crowd.wait(this.wasSet(), this);
    return true;
  }

  /** Tells whether it is, or has been, set since. */
  private wasSet(): () => boolean {
    const { words } = this.memory;
    const before = Atomics.load(words, TIMES_SET);
    return () => this.isSet() || Atomics.load(words, TIMES_SET) !== before;
  }
}
