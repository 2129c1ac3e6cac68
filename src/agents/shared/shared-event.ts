import type { Coroutine } from "../../coroutines/awaitable.js";
import type { LazyAwaitable } from "../../coroutines/lazy-awaitable.js";
import { lazily } from "../../coroutines/library-coroutine.js";
import { TimeoutError } from "../../kernel/errors.js";
import { checkTimeout } from "../check-timeout.js";
import { Crowd } from "./crowd.js";
import { Rows } from "./rows.js";
import { objectFor, Shared } from "./shared.js";
import type { SharedHandle } from "./shared-handle.js";
import { SharedMemory } from "./shared-memory.js";

/**
 * The lowest bit says whether it is set, the others how often it was set: who waits goes on even if it is cleared at once. In
 * one word, so that nobody sees the one without the other.
 */
const STATE = SharedMemory.first;
const SET = 1;
const CROWD = STATE + 1;

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
  constructor(memory: SharedMemory = SharedMemory.make("SharedEvent", 1 + Rows.words)) {
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
    return (this.state() & SET) !== 0;
  }

  /** Sets it: all that wait go on, even if it is cleared before they do. */
  set(): void {
    const { words } = this.memory;
    for (let before = this.state(); (before & SET) === 0; ) {
      const found = Atomics.compareExchange(words, STATE, before, (before + 2) | SET);
      if (found === before) {
        this.crowd.wakeAll();
        return;
      }
      before = found;
    }
  }

  /** Clears it. */
  clear(): void {
    Atomics.and(this.memory.words, STATE, ~SET);
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
    const before = this.state() >> 1;
    return () => this.isSet() || this.state() >> 1 !== before;
  }

  private state(): number {
    return Atomics.load(this.memory.words, STATE);
  }
}
