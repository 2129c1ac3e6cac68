import type { LazyAwaitable } from "../coroutines/lazy-awaitable.js";
import { LoopBound } from "./loop-bound.js";
import { Operation } from "./operation.js";
import { Waiters } from "./waiters.js";

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
  /** @internal */ readonly waiters = new Waiters();

  /** Whether it is set. */
  isSet(): boolean {
    return this.value;
  }

  /** Sets it: all that wait go on, even if it is cleared before they do. */
  set(): void {
    if (this.value) return;
    this.value = true;
    this.waiters.wake(this.waiters.size);
  }

  /** Clears it. */
  clear(): void {
    this.value = false;
  }

  /** Waits until it is set; not at all if it is. */
  wait(): LazyAwaitable<true> {
    return new EventWait(this, this, "Event.wait");
  }

  override toString(): string {
    return `<Event ${this.value ? "set" : "unset"}${this.waiters.describe()}>`;
  }
}

/** `event.wait()`, or what `owner` does by means of an event of its own: reports name that. */
export class EventWait extends Operation<true> {
  private readonly event: Event;
  private readonly owner: LoopBound;
  private readonly name: string;

  constructor(event: Event, owner: LoopBound, name: string) {
    super();
    this.event = event;
    this.owner = owner;
    this.name = name;
  }

  override toString(): string {
    return `<${this.name}()>`;
  }

  protected override attempt(woken: boolean): IteratorResult<never, true> {
    const { event } = this;
    return woken || event.isSet() ? PASSED : this.waitAmong(this.owner, event.waiters);
  }

  protected override giveUp(): void {}
}

const PASSED: IteratorReturnResult<true> = { done: true, value: true };
