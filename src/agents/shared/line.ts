import type { SharedMemory } from "./shared-memory.js";
import { isActive, type Waiter, Waiters, wake } from "./waiters.js";

/**
 * Those who wait for something that goes to one of them at a time: in the order in which they came, over all threads. A
 * thread that blocks goes before its own tasks, which can't go on meanwhile; it has the place of the first of them.
 */
export class Line extends Waiters {
  private readonly canTake: () => boolean;

  /** @param canTake whether there is something to take */
  constructor(memory: SharedMemory, start: number, canTake: () => boolean) {
    super(memory, start);
    this.canTake = canTake;
  }

  /** Whether nobody waits, so that a newcomer need not queue. */
  isEmpty(): boolean {
    return this.rows.first() === 0;
  }

  /** There is something to take: tells the first. */
  wakeFirst(): void {
    const first = this.rows.first();
    if (first === this.memory.me) this.wakeHead();
    else if (first !== 0) this.memory.ring(first);
  }

  override poll(): void {
    // Loops may have begun or ended to run.
    if (this.publish() || this.canTake()) this.wakeFirst();
    this.checkAlone();
  }

  protected override mayTry(waiter: Waiter): boolean {
    if (waiter.loop !== null && this.head() !== waiter) return false;
    return this.rows.first() === this.memory.me;
  }

  protected override ticket(): number {
    return this.head()?.ticket ?? 0;
  }

  protected override hasLeft(): void {
    if (this.canTake()) this.wakeFirst();
  }

  private wakeHead(): void {
    const head = this.head();
    if (head !== undefined) wake(head);
  }

  private head(): Waiter | undefined {
    for (const waiter of this.waiting) if (isActive(waiter)) return waiter;
    return undefined;
  }
}
