/*
 * How threads wait for something that they share, without losing a wake-up, whoever is cancelled or ends when.
 *
 * Whoever waits notes that in shared memory (rows.ts), then tries; if it fails it sleeps until its bell rings, and tries
 * again. Whoever changes the state then looks who waits, and rings. So one of the two sees the other. Nobody is handed
 * anything while it sleeps: it takes for itself, in one atomic step, once it is awake. What is cancelled or killed in
 * between has therefore nothing that could be lost; it only has to ring the next one, and for a thread that ended, its
 * parent rings all.
 *
 * Rejected: handing over (a thread that ends between the hand-over and the waking keeps what it was given), a lock around
 * the queue (a thread that ends holds it for ever), Atomics.wait on the state itself (a loop that blocks sleeps at its bell).
 */
import type { Coroutine } from "../../coroutines/awaitable.js";
import { Future, type Purpose } from "../../coroutines/future.js";
import {
  addSource,
  answerBell,
  heedBell,
  removeSource,
  type Source,
  unheedBell,
  waitForBell,
} from "../../drivers/bell.js";
import { DeadlockError } from "../../kernel/errors.js";
import { requireRunningLoop } from "../../kernel/running.js";
import type { Scheduler } from "../../kernel/scheduler.js";
import { Rows } from "./rows.js";
import type { SharedMemory } from "./shared-memory.js";

/** How often a thread tries before it sleeps: to be woken costs more than a short critical section takes. */
const TRIES = 200;

/** Somebody of this thread who waits. */
export interface Waiter {
  readonly ticket: number;
  /** The loop of the task that waits; `null` if the thread itself does. */
  readonly loop: Scheduler | null;
  /** Whether it can go on; if it takes something, then it has it. */
  readonly attempt: () => boolean;
  /** What the task sleeps at. */
  future: Future<void> | null;
}

/** The waiters of this thread for one thing, and through their rows those of all threads. */
export abstract class Waiters implements Source {
  /** In order of arrival. */
  protected readonly waiting = new Set<Waiter>();
  protected readonly rows: Rows;
  protected readonly memory: SharedMemory;
  /** The ticket of the last who came. */
  protected latest = 0;
  private tasks = 0;

  constructor(memory: SharedMemory, start: number) {
    this.memory = memory;
    this.rows = new Rows(memory, start);
  }

  /** Waits in a task until `attempt` succeeds. */
  *wait(attempt: () => boolean, what: Purpose, ticket = this.rows.takeTicket()): Coroutine<void> {
    const loop = requireRunningLoop(`waiting for ${what}`);
    const waiter: Waiter = { ticket, loop, attempt, future: null };
    this.join(waiter);
    try {
      while (!(this.mayTry(waiter) && attempt())) {
        waiter.future = new Future<void>(loop);
        waiter.future.standFor(what);
        yield* waiter.future;
      }
    } finally {
      this.leave(waiter);
    }
  }

  /**
   * Blocks this thread until `attempt` succeeds, at most `timeout` milliseconds. Returns whether it did.
   * @throws DeadlockError if no other thread lives that could bring it about, and there is no timeout.
   */
  block(attempt: () => boolean, what: object, timeout: number, ticket = this.rows.takeTicket()): boolean {
    const waiter: Waiter = { ticket, loop: null, attempt, future: null };
    const end = performance.now() + timeout;
    this.join(waiter);
    try {
      for (let tries = 0; tries < TRIES; tries++) if (this.mayTry(waiter) && attempt()) return true;
      for (;;) {
        // From here on a ring is not missed.
        answerBell();
        if (this.mayTry(waiter) && attempt()) return true;
        const left = end - performance.now();
        if (left <= 0) return false;
        if (timeout === Number.POSITIVE_INFINITY && !this.memory.othersLive()) {
          throw new DeadlockError("", `no other thread is left that could end the wait for ${what}.`);
        }
        waitForBell(left);
      }
    } finally {
      this.leave(waiter);
    }
  }

  /** How many threads wait, for a report. */
  describe(): string {
    const { size } = this.rows;
    return size === 0 ? "" : ` waiters:${size}`;
  }

  abstract poll(): void;

  canRing(): boolean {
    for (const waiter of this.waiting) if (isActive(waiter)) return this.memory.othersLive();
    return false;
  }

  /** Whether it is this waiter's turn to try. */
  protected abstract mayTry(waiter: Waiter): boolean;

  /** The ticket with which this thread waits at present. */
  protected abstract ticket(): number;

  /** Somebody of this thread went on, or does not wait any more. */
  protected abstract hasLeft(): void;

  /** Notes in shared memory whether this thread waits, and since when. Returns whether that was new. */
  protected publish(): boolean {
    return this.rows.setTicket(this.ticket());
  }

  /** Lets the loops of the waiters see that nobody is left who could wake them. */
  protected checkAlone(): void {
    if (this.memory.othersLive()) return;
    for (const { loop } of this.waiting) loop?.onReady?.();
  }

  private join(waiter: Waiter): void {
    this.waiting.add(waiter);
    this.latest = waiter.ticket;
    try {
      this.publish();
    } catch (error) {
      this.waiting.delete(waiter);
      throw error;
    }
    if (waiter.loop === null || this.tasks++ > 0) return;
    addSource(this);
    heedBell();
  }

  private leave(waiter: Waiter): void {
    this.waiting.delete(waiter);
    if (waiter.loop !== null && --this.tasks === 0) {
      removeSource(this);
      unheedBell();
    }
    this.publish();
    this.hasLeft();
  }
}

/** Whether it goes on when it is woken: the task of a loop that is not run would keep all others waiting. */
export function isActive({ loop }: Waiter): boolean {
  return loop === null || loop.isRunning();
}

/** Lets a waiter try again. */
export function wake({ future }: Waiter): void {
  if (future !== null && !future.done()) future.setResult();
}
