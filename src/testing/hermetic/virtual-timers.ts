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
import * as timersPromises from "node:timers/promises";
import { promisify } from "node:util";
import { install } from "@sinonjs/fake-timers";

/** A timer as fake-timers makes it, on Node. */
interface FakeTimeout {
  ref(): FakeTimeout;
  unref(): FakeTimeout;
  hasRef(): boolean;
  refresh(): FakeTimeout;
  [Symbol.toPrimitive](): number;
}

type Callback = (...args: unknown[]) => void;
type SetTimer = (fn: Callback, delay?: unknown, ...args: unknown[]) => FakeTimeout;
type ClearTimer = (timer?: unknown) => void;

/** What is used of fake-timers' clock. */
interface FakeClock {
  readonly now: number;
  readonly performance: { now(): number };
  setTimeout: SetTimer;
  setInterval: SetTimer;
  clearTimeout: ClearTimer;
  clearInterval: ClearTimer;
  next(): number;
}

const LONGEST = 2 ** 31 - 1;

/** The timers of this thread, which fire only when they are told to. */
export class VirtualTimers {
  private readonly clock: FakeClock;
  private readonly pending = new Map<number, FakeTimeout>();
  private readonly intervals = new WeakSet<FakeTimeout>();

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
    replaceOthers(this.clock, now);
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
    for (const timer of this.pending.values()) {
      if (timer.hasRef() || (isAwaited && !this.intervals.has(timer))) return true;
    }
    return false;
  }

  /** Moves time to the next timer and fires it. What it throws comes out. */
  fireNext(): void {
    this.clock.next();
  }

  /** All of fake-timers' ways to a timer lead through these four. */
  private replaceTimers(): void {
    const { clock, pending } = this;
    const { setTimeout, setInterval, clearTimeout, clearInterval } = clock;
    clock.setTimeout = (fn, delay, ...args) => {
      const fire = (...given: unknown[]) => {
        pending.delete(id);
        fn(...given);
      };
      const timer = setTimeout(typeof fn === "function" ? fire : fn, toDelay(delay), ...args);
      const id = Number(timer);
      return this.note(timer, clock.clearTimeout);
    };
    clock.setInterval = (fn, delay, ...args) => {
      const timer = setInterval(fn, toDelay(delay), ...args);
      this.intervals.add(timer);
      return this.note(timer, clock.clearInterval);
    };
    const forget = (clear: ClearTimer) => (timer?: unknown) => {
      pending.delete(Number(timer));
      clear(timer);
    };
    clock.clearTimeout = forget(clearTimeout);
    clock.clearInterval = forget(clearInterval);
  }

  private note(timer: FakeTimeout, clear: ClearTimer): FakeTimeout {
    const { pending } = this;
    const id = Number(timer);
    const { refresh } = timer;
    const close = () => clear(timer);
    pending.set(id, timer);
    return Object.assign(timer, {
      refresh() {
        pending.set(id, timer);
        return refresh.call(timer);
      },
      close,
      [Symbol.dispose]: close,
    });
  }
}

/** What Node makes of a delay. */
function toDelay(delay: unknown): number {
  const ms = Number(delay);
  return ms >= 1 && ms <= LONGEST ? Math.trunc(ms) : 1;
}

function replaceOthers(clock: FakeClock, now: number): void {
  const { performance } = clock;
  replace(globalThis.performance, "now", () => performance.now());
  replace(globalThis.performance, "timeOrigin", now);
  replace(AbortSignal, "timeout", (delay: number) => {
    const controller = new AbortController();
    const abort = () =>
      controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
    clock.setTimeout(abort, delay).unref();
    return controller.signal;
  });
  // fake-timers' own would set a timer past the clock's methods.
  replace(globalThis.setTimeout, promisify.custom, (delay: number, value: unknown) =>
    timersPromises.setTimeout(delay, value),
  );
  replace(timersPromises.scheduler, "wait", (delay: number, options?: { signal?: AbortSignal }) =>
    timersPromises.setTimeout(delay, undefined, options),
  );
}

function replace(target: object, key: string | symbol, value: unknown): void {
  Object.defineProperty(target, key, { configurable: true, writable: true, value });
}
