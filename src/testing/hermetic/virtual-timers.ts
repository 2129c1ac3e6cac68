/*
 * Replaces the globals of this thread that tell the time or wait for it, by those of @sinonjs/fake-timers, which knows how
 * they are found everywhere (as globals, in "node:timers", "node:timers/promises" and "node:perf_hooks"). What it does
 * not do, or does otherwise than Node, is done here:
 *
 * - A delay below 1 ms, of no number, or too long is 1 ms; fractions are cut off. So setTimeout(a, 1) and setTimeout(b, 0)
 *   fire in the order in which they were set.
 * - AbortSignal.timeout, scheduler.wait and util.promisify(setTimeout) go by the same clock, and timers have close() and
 *   [Symbol.dispose]().
 * - Of performance only the time is replaced. setImmediate, queueMicrotask and process.nextTick stay Node's: they take
 *   no time, and nobody orders them as Node does but Node. (In fake-timers, an immediate set by a timer takes 1 ms.)
 */
import { syncBuiltinESMExports } from "node:module";
import { install } from "@sinonjs/fake-timers";
import { LONGEST_TIMEOUT } from "../../drivers/longest-timeout.js";
import { TimerHeap } from "../../kernel/timer-heap.js";
import { Deadline } from "./deadline.js";
import type { ClearTimer, FakeClock, FakeTimeout, SetTimer } from "./fake-clock.js";
import { replaceOtherGlobals } from "./other-globals.js";

/** A timer that is set. */
interface Pending {
  readonly timer: FakeTimeout;
  readonly isInterval: boolean;
  readonly delay: number;
  deadline: Deadline;
}

/** The timers of this thread, which fire only when they are told to. */
export class VirtualTimers {
  private readonly clock: FakeClock;
  private readonly pending = new Map<number, Pending>();
  private readonly deadlines = new TimerHeap<Deadline>();

  /** @param now the time that `Date` shows at first */
  constructor(now: number) {
    this.clock = install({
      now,
      toFake: [
        "setTimeout",
        "clearTimeout",
        "setInterval",
        "clearInterval",
        "Date",
        "Intl",
        "hrtime",
        "Temporal",
      ],
      ignoreMissingTimers: true,
      // Node's own modules clear the timers that they set before.
      shouldClearNativeTimers: true,
    } as Parameters<typeof install>[0]) as unknown as FakeClock;
    this.replaceTimers();
    replaceOtherGlobals(this.clock, now);
    syncBuiltinESMExports();
  }

  /** The virtual time, as `Date.now()` shows it. */
  get now(): number {
    return this.clock.now;
  }

  /** How many timers are set. */
  get size(): number {
    return this.pending.size;
  }

  /**
   * Whether time has somewhere to go: to a timer that keeps the thread alive, or while its result is awaited to one that
   * does not, but not for an interval that would go on for ever.
   */
  hasNext(isAwaited: boolean): boolean {
    for (const { timer, isInterval } of this.pending.values()) {
      if (timer.hasRef() || (isAwaited && !isInterval)) return true;
    }
    return false;
  }

  /**
   * A call for each timer that is due next, at the same time as the others: it moves time there and fires one, unless that
   * was cleared meanwhile. What the timer throws comes out.
   */
  takeNext(): (() => void)[] {
    const next = this.deadlines.peek();
    if (next === undefined) return [];
    const due: Deadline[] = [];
    for (;;) {
      const deadline = this.deadlines.popDue(next.time + 1);
      if (deadline === undefined) break;
      due.push(deadline);
    }
    const left = due.values();
    let first = left.next();
    const fire = () => {
      while (first.done === false && first.value.isOver) first = left.next();
      if (first.done === false) this.clock.next();
    };
    return due.map(() => fire);
  }

  /** All of fake-timers' ways to a timer lead through these four. */
  private replaceTimers(): void {
    const { clock } = this;
    const { setTimeout, setInterval, clearTimeout, clearInterval } = clock;
    clock.setTimeout = this.noting(setTimeout, false);
    clock.setInterval = this.noting(setInterval, true);
    const forgetAnd = (clear: ClearTimer) => (timer?: unknown) => {
      this.forget(Number(timer));
      clear(timer);
    };
    clock.clearTimeout = forgetAnd(clearTimeout);
    clock.clearInterval = forgetAnd(clearInterval);
  }

  /** Sets timers by `set`, and notes them. */
  private noting(set: SetTimer, isInterval: boolean): SetTimer {
    return (fn, delay, ...args) => {
      const ms = toDelay(delay);
      const fire = (...given: unknown[]) => {
        if (isInterval) this.postpone(id);
        else this.forget(id);
        fn(...given);
      };
      const timer = set(typeof fn === "function" ? fire : fn, ms, ...args);
      const id = this.note(timer, ms, isInterval);
      return timer;
    };
  }

  private note(timer: FakeTimeout, delay: number, isInterval: boolean): number {
    const id = Number(timer);
    const { refresh } = timer;
    const { clearTimeout, clearInterval } = this.clock;
    const close = () => (isInterval ? clearInterval : clearTimeout)(timer);
    const entry = { timer, isInterval, delay, deadline: this.newDeadline(delay) };
    this.pending.set(id, entry);
    Object.assign(timer, {
      refresh: () => {
        this.pending.set(id, entry);
        this.postpone(id);
        return refresh.call(timer);
      },
      close,
      [Symbol.dispose]: close,
    });
    return id;
  }

  /** A timer is due anew, after its delay. */
  private postpone(id: number): void {
    const entry = this.pending.get(id);
    if (entry === undefined) return;
    this.drop(entry.deadline);
    entry.deadline = this.newDeadline(entry.delay);
  }

  private forget(id: number): void {
    const entry = this.pending.get(id);
    if (entry === undefined) return;
    this.pending.delete(id);
    this.drop(entry.deadline);
  }

  private newDeadline(delay: number): Deadline {
    const deadline = new Deadline(this.clock.now + delay);
    this.deadlines.push(deadline);
    return deadline;
  }

  private drop(deadline: Deadline): void {
    if (deadline.isOver) return;
    deadline.isOver = true;
    if (deadline.scheduled) this.deadlines.noteCancelled();
  }
}

/** What Node makes of a delay. */
function toDelay(delay: unknown): number {
  const ms = Number(delay);
  return ms >= 1 && ms <= LONGEST_TIMEOUT ? Math.trunc(ms) : 1;
}
