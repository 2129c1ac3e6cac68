/*
 * The kernel of a loop: a queue of what is ready, a heap of timers, and iterations over them, in the order of
 * CPython's `BaseEventLoop._run_once`. How the loop waits between iterations is its driver's affair (drivers/), and
 * what a coroutine is, is not known here (coroutines/): futures and tasks see this class and nothing above it.
 *
 * A callback's way: callSoon → Handle → enqueue → ready queue → runReady → Handle.run.
 */
import { type Clock, monotonicClock } from "./clock.js";
import type { Context } from "./context.js";
import { RuntimeError } from "./errors.js";
import { type ExceptionHandler, printReport, type Report } from "./exception-report.js";
import { type Callback, Handle, TimerHandle } from "./handle.js";
import { countObserved, type Observer } from "./observer.js";
import { ReadyQueue, type Runnable } from "./ready-queue.js";
import { type Registered, Registry } from "./registry.js";
import { type Timer, TimerHeap } from "./timer-heap.js";

/** Settings of a new loop. */
export interface SchedulerOptions {
  /** Where the loop gets its time; the host's monotonic clock by default. */
  readonly clock?: Clock;
  /** Reports slow callbacks. `false` by default. */
  readonly debug?: boolean;
}

/** What a loop runs when its time has come. */
export interface RunnableTimer extends Timer, Runnable {}

/** How a loop waits while it runs. */
export type RunMode = "idle" | "blocking" | "guest";

/** What every loop can do without knowing of coroutines. {@link EventLoop} is the class that programs use. */
export class Scheduler {
  /** A callback that takes longer than this, in milliseconds, is reported in debug mode. Python: seconds. */
  slowCallbackDuration = 100;

  /** @internal */ readonly ready = new ReadyQueue();
  /** @internal */ readonly timers = new TimerHeap<RunnableTimer>();
  /** @internal The tasks that are not done. */ readonly pendingTasks = new Registry<Registered>();
  /** @internal */ readonly clock: Clock;
  /** @internal Set by a driver while it waits: called when there is something to do. */ onReady:
    | (() => void)
    | null = null;
  /** @internal */ mode: RunMode = "idle";
  /** @internal Whether the run ends after the present iteration. */ stopping = false;
  /** @internal Called when the loop closes: host code that waits for something of the loop would wait for ever. */
  readonly closeListeners = new Set<() => void>();
  /** @internal The async generators that have begun and not ended; what they are is known in coroutines/. */
  readonly asyncGenerators = new Set<object>();
  /** @internal What closes them, once there is one: a coroutine function. Programs without any do without its code. */
  asyncGeneratorCloser: ((loop: Scheduler) => unknown) | null = null;
  /** @internal What makes the loop's tasks, if set; its type is known in coroutines/. */ taskFactory: unknown =
    null;
  /** @internal Whether nothing from outside of the loop concerns it, though other threads run. */
  readonly isSealed: boolean = false;
  /** @internal Whether host code waits for what this turn did. */ hostWaits = false;
  /** @internal The futures that follow a host promise which is not settled. */ readonly hostFutures =
    new Set<{
      done(): boolean;
    }>();
  /** @internal Who is told of what is made on this loop. */ observer: Observer | null = null;
  private closed = false;
  private debug: boolean;
  private exceptionHandler: ExceptionHandler<this> | null = null;

  constructor(options: SchedulerOptions = {}) {
    this.clock = options.clock ?? monotonicClock;
    this.debug = options.debug ?? false;
  }

  /** The loop's time in milliseconds. Only differences of it mean something. Python: `loop.time()`, in seconds. */
  time(): number {
    return this.clock.now();
  }

  /**
   * Calls `fn(...args)` in the next iteration, after what is scheduled already.
   * @throws RuntimeError (`ERR_LOOP_CLOSED`) on a closed loop.
   *
   * @example
   * const loop = newEventLoop();
   * loop.callSoon((word: string) => { assert.equal(word, "hi"); loop.stop(); }, "hi");
   * loop.runForever();
   * loop.close();
   */
  callSoon<A extends readonly unknown[]>(fn: (...args: A) => unknown, ...args: A): Handle {
    this.checkCallback(fn, "callSoon");
    const handle = new Handle(this, fn as unknown as Callback, args);
    this.enqueue(handle);
    return handle;
  }

  /** {@link Scheduler.callSoon} in a given context. Python: `call_soon(fn, *args, context=…)`. */
  callSoonIn<A extends readonly unknown[]>(
    context: Context,
    fn: (...args: A) => unknown,
    ...args: A
  ): Handle {
    this.checkCallback(fn, "callSoonIn");
    const handle = new Handle(this, fn as unknown as Callback, args, context);
    this.enqueue(handle);
    return handle;
  }

  /**
   * {@link Scheduler.callSoon} for code that may not be running in this loop: it wakes a loop that waits. A loop in
   * another thread is reached through its `RemoteLoop`, whose method has this name.
   */
  callSoonThreadsafe<A extends readonly unknown[]>(fn: (...args: A) => unknown, ...args: A): Handle {
    this.checkCallback(fn, "callSoonThreadsafe");
    const handle = new Handle(this, fn as unknown as Callback, args);
    this.enqueue(handle);
    return handle;
  }

  /**
   * Calls `fn(...args)` after `delay` milliseconds. Equal deadlines fire in the order they were set.
   * @throws RangeError if the delay is negative or NaN; RuntimeError (`ERR_LOOP_CLOSED`) on a closed loop.
   *
   * @example
   * const loop = newEventLoop({ clock: new VirtualClock() });
   * loop.callLater(60_000, () => loop.stop());
   * loop.runForever();
   * assert.equal(loop.time(), 60_000);
   * loop.close();
   */
  callLater<A extends readonly unknown[]>(
    delay: number,
    fn: (...args: A) => unknown,
    ...args: A
  ): TimerHandle {
    checkNumber(delay, "callLater", "delay");
    if (delay < 0) throw new RangeError(`Cannot callLater in ${delay} ms: the delay must be 0 or more`);
    this.checkCallback(fn, "callLater");
    const timer = new TimerHandle(this, this.clock.now() + delay, fn as unknown as Callback, args);
    this.setTimer(timer);
    if (this.observer !== null) this.observer.made(timer);
    return timer;
  }

  /**
   * Calls `fn(...args)` when {@link Scheduler.time} reaches `when`; a time that has passed is due at once.
   * @throws RangeError if `when` is NaN; RuntimeError (`ERR_LOOP_CLOSED`) on a closed loop.
   */
  callAt<A extends readonly unknown[]>(when: number, fn: (...args: A) => unknown, ...args: A): TimerHandle {
    checkNumber(when, "callAt", "time");
    this.checkCallback(fn, "callAt");
    const timer = this.timeAt(when, fn, ...args);
    if (this.observer !== null) this.observer.made(timer);
    return timer;
  }

  /** Ends the run after the present iteration; before a run, lets it make one iteration. */
  stop(): void {
    this.stopping = true;
    this.onReady?.();
  }

  /** Whether a run is under way, be it between two turns of a guest. */
  isRunning(): boolean {
    return this.mode !== "idle";
  }

  /** Whether {@link Scheduler.close} was called. */
  isClosed(): boolean {
    return this.closed;
  }

  /**
   * Drops what is scheduled; the loop can't be used again. Does nothing on a closed loop.
   * @throws RuntimeError (`ERR_LOOP_RUNNING`) while the loop runs.
   */
  close(): void {
    if (this.mode !== "idle") {
      throw new RuntimeError(
        "Cannot close a running event loop: stop it first, and close it after the run",
        "ERR_LOOP_RUNNING",
      );
    }
    this.closed = true;
    this.ready.clear();
    this.timers.clear();
    for (const listener of this.closeListeners) listener();
    this.closeListeners.clear();
    this.observe(null);
  }

  /** Whether debug mode is on. */
  getDebug(): boolean {
    return this.debug;
  }

  /** Turns debug mode on or off. */
  setDebug(enabled: boolean): void {
    this.debug = enabled;
  }

  /** The handler set by {@link Scheduler.setExceptionHandler}, or `null` for the default one. */
  getExceptionHandler(): ExceptionHandler<this> | null {
    return this.exceptionHandler;
  }

  /** Sets who is told of errors that nobody caught; `null` brings back the default, which prints them. */
  setExceptionHandler(handler: ExceptionHandler<this> | null): void {
    if (handler !== null && typeof handler !== "function") {
      throw new TypeError(
        `Cannot set the exception handler: a function or null is expected, got ${typeof handler}`,
      );
    }
    this.exceptionHandler = handler;
  }

  /** Reports an error to the loop's handler. A handler that throws is itself reported by the default one. */
  callExceptionHandler(context: Report): void {
    if (this.exceptionHandler === null) {
      this.reportByDefault(context);
      return;
    }
    try {
      this.exceptionHandler(this, context);
    } catch (exception) {
      const message = `Unhandled error in exception handler, called with: ${context.message}`;
      this.reportByDefault({ message, exception });
    }
  }

  /** Prints a report to the console. */
  defaultExceptionHandler(context: Report): void {
    printReport(context);
  }

  /** Closes the loop at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** @internal Adds to the ready queue. */
  enqueue(entry: Runnable): void {
    this.ready.push(entry);
    if (this.onReady !== null) this.onReady();
  }

  /** @internal */
  setTimer(timer: RunnableTimer): void {
    this.checkOpen("set a timer");
    // A timer that is never due would only keep the loop from seeing that it has nothing to wait for.
    if (timer.when() === Number.POSITIVE_INFINITY) return;
    this.timers.push(timer);
    if (this.onReady !== null) this.onReady();
  }

  /** @internal `callAt`, for a timer that is a part of some task's wait: an observer is told of the task alone. */
  timeAt<A extends readonly unknown[]>(when: number, fn: (...args: A) => unknown, ...args: A): TimerHandle {
    checkNumber(when, "set a timer", "time");
    const timer = new TimerHandle(this, when, fn as unknown as Callback, args);
    this.setTimer(timer);
    return timer;
  }

  /** @internal Moves due timers behind what is ready, and fixes what this iteration runs. */
  beginIteration(): void {
    const { timers, ready } = this;
    if (timers.size > 0 && timers.peek() !== undefined) {
      const end = this.clock.now() + this.clock.resolution;
      for (let timer = timers.popDue(end); timer !== undefined; timer = timers.popDue(end)) ready.push(timer);
    }
    // A run that was broken off may have left some.
    if (ready.remaining === 0) ready.beginBatch();
    this.hostWaits = false;
  }

  /** @internal Runs up to `count` of the handles that the present iteration has left. */
  runReady(count: number): void {
    const { ready, debug } = this;
    for (let left = Math.min(count, ready.remaining); left > 0; left--) {
      const entry = ready.shift();
      if (debug) this.runTimed(entry);
      else entry.run();
      if (this.hostWaits) break;
    }
  }

  /** @internal Ends a guest's turn after the present handle: host code waits for what it just did. */
  yieldToHost(): void {
    this.hostWaits = true;
  }

  /** @internal Sets who is told of what is made on this loop, until it closes; `null` for nobody. */
  observe(observer: Observer | null): void {
    if ((observer === null) !== (this.observer === null)) countObserved(observer === null ? -1 : 1);
    this.observer = observer;
  }

  /** @internal Lists who waits for what, for a {@link DeadlockError}. */
  describeWaits(): string {
    return "";
  }

  /** @internal */
  checkOpen(what: string): void {
    if (this.closed) throw new RuntimeError(`Cannot ${what}: Event loop is closed`, "ERR_LOOP_CLOSED");
  }

  private checkCallback(fn: unknown, what: string): void {
    this.checkOpen(what);
    if (typeof fn !== "function")
      throw new TypeError(`Cannot ${what}: a function is expected, got ${describe(fn)}`);
    if (this.debug && isCoroutineFunction(fn)) {
      throw new TypeError(
        `Cannot ${what}: '${fn.name}' is a coroutine function; give what it returns to createTask`,
      );
    }
  }

  /** The default handler may be overridden, and the console too: what they throw must not end the run. */
  private reportByDefault(report: Report): void {
    try {
      this.defaultExceptionHandler(report);
    } catch (error) {
      try {
        console.error("Exception in default exception handler", error);
      } catch {
        // There is nobody left to tell.
      }
    }
  }

  private runTimed(entry: Runnable): void {
    const name = `${entry}`;
    const start = performance.now();
    entry.run();
    const duration = performance.now() - start;
    if (duration >= this.slowCallbackDuration)
      console.warn(`Executing ${name} took ${duration.toFixed(0)} ms`);
  }
}

function checkNumber(value: number, what: string, role: string): void {
  if (typeof value !== "number")
    throw new TypeError(`Cannot ${what}: the ${role} is ${describe(value)}, not a number`);
  if (Number.isNaN(value)) throw new RangeError(`Cannot ${what}: the ${role} is NaN`);
}

function describe(value: unknown): string {
  return value === null ? "null" : typeof value;
}

function isCoroutineFunction(fn: object): boolean {
  const kind = fn.constructor.name;
  return kind === "GeneratorFunction" || kind === "AsyncFunction" || kind === "AsyncGeneratorFunction";
}
