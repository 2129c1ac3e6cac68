import { Future } from "../coroutines/future.js";

/** The place of a task in the queue at a primitive, which it leaves when its wait is over. */
export class Waiter extends Future<void> {
  /** @internal */ list: Waiters | null = null;
  /** @internal */ before: Waiter | null = null;
  /** @internal */ after: Waiter | null = null;

  /**
   * Lets the task go on. Returns whether it does: as a loop closes, `finally` blocks may still release what others wait for, of
   * whom none goes on.
   */
  wake(): boolean {
    if (this.loop.isClosed()) return false;
    this.setResult();
    return true;
  }

  /** Leaves the queue, if it stands in it. */
  leave(): void {
    this.list?.remove(this);
  }
}

/** Those who wait at a primitive, in order of arrival. Any of them leaves in constant time (a doubly linked list). */
export class Waiters {
  /** How many wait. */
  size = 0;
  private first: Waiter | null = null;
  private last: Waiter | null = null;

  /** Puts a waiter, which must not stand in any queue, at the end. */
  add(waiter: Waiter): void {
    const { last } = this;
    waiter.list = this;
    waiter.before = last;
    if (last === null) this.first = waiter;
    else last.after = waiter;
    this.last = waiter;
    this.size++;
  }

  /** Takes out a waiter, which must stand in this queue. */
  remove(waiter: Waiter): void {
    const { before, after } = waiter;
    if (before === null) this.first = after;
    else before.after = after;
    if (after === null) this.last = before;
    else after.before = before;
    waiter.list = null;
    waiter.before = null;
    waiter.after = null;
    this.size--;
  }

  /** Who came first, be it woken already or not. */
  peek(): Waiter | null {
    return this.first;
  }

  /** Wakes up to `count` of those that are neither woken nor cancelled, and says how many that were. */
  wake(count: number): number {
    let woken = 0;
    for (let waiter = this.first; waiter !== null && woken < count; waiter = waiter.after) {
      if (!waiter.done() && waiter.wake()) woken++;
    }
    return woken;
  }

  /** Whether one waits, or was woken, that is not cancelled. */
  someStand(): boolean {
    for (let waiter = this.first; waiter !== null; waiter = waiter.after) {
      if (!waiter.cancelled()) return true;
    }
    return false;
  }

  /** How many wait, for a report. */
  describe(): string {
    return this.size > 0 ? ` waiters:${this.size}` : "";
  }
}
