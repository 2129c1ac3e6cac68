import type { Coroutine } from "../coroutines/awaitable.js";
import { Future } from "../coroutines/future.js";
import type { LazyAwaitable } from "../coroutines/lazy-awaitable.js";
import { lazily } from "../coroutines/library-coroutine.js";
import { LoopBound } from "./loop-bound.js";
import { waitIn } from "./wait-in.js";

/**
 * A flag that tasks wait for. It is not the web platform's `Event`. Python: `asyncio.Event`.
 *
 * @example
 * const ready = new Event();
 * await run(function* () {
 *   getRunningLoop().callLater(1, () => ready.set());
 *   yield* ready.wait();
 *   assert.ok(ready.isSet());
 * });
 */
export class Event extends LoopBound {
  private value = false;
  private readonly waiters = new Set<Future<void>>();

  /** Whether it is set. */
  isSet(): boolean {
    return this.value;
  }

  /** Sets it: all that wait go on, even if it is cleared before they do. */
  set(): void {
    if (this.value) return;
    this.value = true;
    for (const waiter of this.waiters) if (!waiter.done()) waiter.setResult();
  }

  /** Clears it. */
  clear(): void {
    this.value = false;
  }

  /** Waits until it is set; not at all if it is. */
  wait(): LazyAwaitable<true> {
    return lazily("Event.wait", this.waitUntilSet());
  }

  override toString(): string {
    return `<Event ${this.value ? "set" : "unset"}${this.waiters.size > 0 ? ` waiters:${this.waiters.size}` : ""}>`;
  }

  private *waitUntilSet(): Coroutine<true> {
    if (this.value) return true;
    yield* waitIn(this, this.waiters, new Future<void>(this.boundTo()));
    return true;
  }
}
