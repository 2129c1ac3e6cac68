import { LazyAwaitable } from "../coroutines/lazy-awaitable.js";
import { Task } from "../coroutines/task.js";
import type { Report } from "../kernel/exception-report.js";
import { TimerHandle } from "../kernel/handle.js";
import type { Observer } from "../kernel/observer.js";
import { captureOrigin, describeOrigin, type Origin } from "./origin.js";

/**
 * A stack costs some microseconds to take. What a test makes after so many has none; of awaitables, most of which are awaited
 * at once, not so many are taken.
 */
const MOST_STACKS = 1000;
const MOST_STACKS_OF_AWAITABLES = 200;

/** What is open until somebody ends it: a thread, a process, a transport. */
export interface Open {
  isOpen?(): boolean;
  close?(): void;
  toString(): string;
}

/** Notes what a test makes, so that what it leaves behind can be named. */
export class LeakWatch implements Observer {
  /** What was reported to the loop's exception handler. */
  readonly reports: Report[] = [];
  private readonly origins = new WeakMap<object, Origin>();
  private readonly timers = new WeakSet<object>();
  private readonly unawaited = new Set<LazyAwaitable<unknown>>();
  private readonly open = new Set<Open>();
  private stacks = 0;
  private stacksOfAwaitables = 0;

  made(what: object): void {
    if (what instanceof LazyAwaitable) {
      this.unawaited.add(what);
      if (this.stacksOfAwaitables++ >= MOST_STACKS_OF_AWAITABLES) return;
    } else {
      if (what instanceof TimerHandle) this.timers.add(what);
      else if (!(what instanceof Task)) this.open.add(what);
      if (this.stacks++ >= MOST_STACKS) return;
    }
    this.origins.set(what, captureOrigin());
  }

  ended(what: object): void {
    if (what instanceof LazyAwaitable) this.unawaited.delete(what);
    else this.open.delete(what);
  }

  originOf(what: object): string | null {
    const origin = this.origins.get(what);
    return origin === undefined ? null : describeOrigin(origin);
  }

  /** Whether the program set this timer itself. */
  hasSet(timer: object): boolean {
    return this.timers.has(timer);
  }

  /** The awaitables that nobody has awaited. */
  neverAwaited(): LazyAwaitable<unknown>[] {
    return [...this.unawaited];
  }

  /** The threads, processes and transports that have not ended. */
  stillOpen(): Open[] {
    return [...this.open].filter((what) => what.isOpen?.() ?? true);
  }
}
