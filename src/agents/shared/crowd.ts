import { isActive, Waiters, wake } from "./waiters.js";

/** Those who wait for something that all of them get at once. */
export class Crowd extends Waiters {
  /** What they wait for may have come: tells all. */
  wakeAll(): void {
    this.rows.forEach((thread) => {
      if (thread === this.memory.me) this.poll();
      else this.memory.ring(thread);
    });
  }

  /** Says that this thread is about to wait with this ticket, for the case that it ends before it does. */
  announce(ticket: number): void {
    this.rows.setTicket(ticket);
  }

  /** Takes back {@link announce}. */
  retract(): void {
    this.publish();
  }

  /** Whether a thread has ended that waited with this ticket. */
  hasDead(ticket: number): boolean {
    return this.rows.hasDead(ticket);
  }

  override poll(): void {
    for (const waiter of this.waiting) if (isActive(waiter) && waiter.attempt()) wake(waiter);
    this.checkAlone();
  }

  protected override mayTry(): boolean {
    return true;
  }

  /** That of the last who came: who came before may have no more than to go on. */
  protected override ticket(): number {
    return this.waiting.size === 0 ? 0 : this.latest;
  }

  protected override hasLeft(): void {}
}
