import { describeAwaitGraph } from "../coroutines/await-graph.js";
import type { Coroutine, Startable } from "../coroutines/awaitable.js";
import { ensureFuture } from "../coroutines/ensure-future.js";
import { installFlatDelegation } from "../coroutines/frame.js";
import { Future } from "../coroutines/future.js";
import { createTask, type LazyAwaitable, type TaskFactory } from "../coroutines/lazy-awaitable.js";
import { lazily } from "../coroutines/library-coroutine.js";
import { allTasks } from "../coroutines/loop-tasks.js";
import { Task, type TaskOptions } from "../coroutines/task.js";
import { reportUnretrieved } from "../coroutines/unretrieved.js";
import { TO_FUTURE } from "../coroutines/wrappable.js";
import { runBlocking } from "../drivers/blocking.js";
import { runAsGuest } from "../drivers/guest.js";
import type { Host } from "../drivers/host.js";
import { defaultHost } from "../drivers/hosts/default.js";
import { stepLoop } from "../drivers/stepping.js";
import { TURN } from "../drivers/turn.js";
import { RuntimeError } from "../kernel/errors.js";
import { runningLoop } from "../kernel/running.js";
import { Scheduler, type SchedulerOptions } from "../kernel/scheduler.js";
import type { ExceptionHandler } from "./exception-context.js";
import {
  type Executor,
  newDefaultExecutor,
  type TargetFunction,
  type TargetLike,
  type TargetResult,
} from "./executor.js";
import { checkBlockingMain, type Main, toStartable } from "./main.js";

/** Settings of a new loop: `clock` and `debug`. */
export type EventLoopOptions = SchedulerOptions;

/** Settings of a run as a guest. */
export interface GuestOptions {
  /** Whose loop this one runs in: Node's by default, in a browser the browser's. */
  readonly host?: Host;
}

/**
 * An event loop: an object that runs callbacks and coroutines, one at a time, in the order of CPython's asyncio. Made by
 * {@link newEventLoop}. How it waits is chosen by how it is run: {@link EventLoop.runUntilComplete} blocks the thread,
 * {@link EventLoop.run} is a guest of the host's own loop.
 *
 * Most programs need none: see `run`. Python: `asyncio.AbstractEventLoop`.
 *
 * @example
 * const loop = newEventLoop();
 * const answer = loop.runUntilComplete(sleep(5, 42));
 * assert.equal(answer, 42);
 * loop.close();
 */
export class EventLoop extends Scheduler {
  private defaultExecutor: Executor | null = null;
  private executorIsShutDown = false;

  /** Programs call {@link newEventLoop}. */
  constructor(options: EventLoopOptions = {}) {
    super(options);
    installFlatDelegation();
  }

  /** A future of this loop. */
  createFuture<T = void>(): Future<T> {
    return new Future<T>(this);
  }

  /**
   * Runs a coroutine as a task; its first step is in the loop's next iteration, unless `eagerStart` is set.
   * @throws TypeError if `coro` is not a coroutine; RuntimeError (`ERR_LOOP_CLOSED`) on a closed loop.
   *
   * @example
   * function* work(): Coroutine<string> {
   *   yield* sleep(1);
   *   return "done";
   * }
   * await run(function* () {
   *   const task = getRunningLoop().createTask(work());
   *   assert.equal(yield* task, "done");
   * });
   */
  createTask<T>(coro: Startable<T>, options?: TaskOptions): Task<T> {
    return createTask(this, coro, options);
  }

  /**
   * Sets what makes tasks in place of {@link EventLoop.createTask}; `null` brings back the default. The call of an async
   * function that waits already is a task by then.
   */
  setTaskFactory(factory: TaskFactory | null): void {
    if (factory !== null && typeof factory !== "function") {
      throw new TypeError(
        `Cannot set the task factory: a function or null is expected, got ${typeof factory}`,
      );
    }
    this.taskFactory = factory;
  }

  /** The function set by {@link EventLoop.setTaskFactory}, or `null`. */
  getTaskFactory(): TaskFactory | null {
    return this.taskFactory as TaskFactory | null;
  }

  /**
   * Runs a call in an executor, `null` for the loop's default one, which is a `ThreadPoolExecutor` unless
   * {@link EventLoop.setDefaultExecutor} says otherwise. Cancelling the future cancels the call. Python:
   * `loop.run_in_executor`.
   * @throws what the executor throws for a call that it refuses
   *
   * ```ts
   * const pixels = yield* getRunningLoop().runInExecutor(null, exported(import.meta.url, decode), bytes);
   * ```
   */
  runInExecutor<F extends TargetFunction>(
    executor: Executor | null,
    target: TargetLike<F>,
    ...args: Parameters<F>
  ): Future<TargetResult<F>> {
    this.checkOpen("runInExecutor");
    if (executor === null) {
      if (this.executorIsShutDown)
        throw new RuntimeError(
          "Cannot runInExecutor: the default executor was shut down",
          "ERR_EXECUTOR_SHUT_DOWN",
        );
      this.defaultExecutor ??= newDefaultExecutor();
    } else if (typeof executor?.submit !== "function") {
      throw new TypeError("Cannot runInExecutor: null or an executor with submit() is expected");
    }
    return (executor ?? (this.defaultExecutor as Executor)).submit(target, ...args)[TO_FUTURE](this);
  }

  /** Sets the executor for {@link EventLoop.runInExecutor} with `null`, and for `toThread`. */
  setDefaultExecutor(executor: Executor): void {
    if (typeof executor?.submit !== "function")
      throw new TypeError("Cannot set the default executor: an executor with submit() is expected");
    this.defaultExecutor = executor;
  }

  /**
   * Shuts the default executor down, and waits until it has ended: `yield*` or `await` it. `run` and `Runner` do so at their
   * end. Python: `loop.shutdown_default_executor`.
   */
  shutdownDefaultExecutor(): Future<void> {
    this.executorIsShutDown = true;
    if (this.defaultExecutor !== null) return this.defaultExecutor.shutdown()[TO_FUTURE](this);
    const nothing = this.createFuture();
    nothing.setResult();
    return nothing;
  }

  /** @internal Whether there is an executor to be shut down. */
  get hasExecutor(): boolean {
    return this.defaultExecutor !== null && !this.executorIsShutDown;
  }

  /**
   * Sets who is told of errors that nobody caught: a callback's, a task's that nobody asked for. `null` brings back the
   * default, which prints them.
   *
   * @example
   * const loop = newEventLoop();
   * loop.setExceptionHandler((_loop, context) => assert.equal((context.exception as Error).message, "oops"));
   * loop.callSoon(() => { throw new Error("oops"); });
   * loop.callSoon(() => loop.stop());
   * loop.runForever();
   * loop.close();
   */
  override setExceptionHandler(handler: ExceptionHandler<this> | null): void {
    super.setExceptionHandler(handler);
  }

  /**
   * Blocks this thread until `main` is done, and returns its result or throws its error. Other tasks of the loop run
   * meanwhile; nothing else on the thread does.
   * @throws RuntimeError on a closed loop, a running one, inside another loop's callback, or if the loop was stopped
   * first; HostPromiseError if `main` is a native async function or a promise; DeadlockError if it can never end.
   *
   * @example
   * const loop = newEventLoop();
   * assert.equal(loop.runUntilComplete(function* () { return yield* sleep(1, "slept"); }), "slept");
   * loop.close();
   */
  runUntilComplete<T>(main: Main<T>): T {
    this.checkRunnable("runUntilComplete");
    checkBlockingMain(main);
    const future = this.start(main);
    try {
      runBlocking(this);
    } catch (error) {
      this.abandon(future);
      throw error;
    }
    return this.takeResult(future);
  }

  /**
   * Blocks this thread and runs what is scheduled until {@link Scheduler.stop}.
   * @throws RuntimeError on a closed loop, a running one, or inside another loop's callback; DeadlockError if nothing
   * can ever happen any more.
   */
  runForever(): void {
    this.checkRunnable("runForever");
    runBlocking(this);
  }

  /**
   * Runs `main` as a guest of the host's loop, in turns of a few milliseconds: promises, timers and I/O of the host go on
   * in between. The promise gets `main`'s result or error.
   *
   * @example
   * const loop = newEventLoop();
   * assert.equal(await loop.run(async () => "host promises work here"), "host promises work here");
   * loop.close();
   */
  async run<T>(main: Main<T>, options: GuestOptions = {}): Promise<T> {
    this.checkRunnable("run");
    const future = this.start(main);
    try {
      await runAsGuest(this, options.host ?? defaultHost);
    } catch (error) {
      this.abandon(future);
      throw error;
    }
    return this.takeResult(future);
  }

  /**
   * Does a turn of work by hand and returns at once, for a program whose own loop pumps others: runs what is ready and due,
   * for about `ms` milliseconds at most (2 by default). An iteration that does not fit goes on in the next step. Between two
   * steps the loop does not run, so that native `async` functions can't wait in it: give them {@link EventLoop.run}. It
   * waits for nothing and can't find a deadlock.
   * @returns after how many milliseconds there is more to do, as far as the loop knows: 0, or the time to its next timer,
   * or `Infinity`. Whoever waits that long should look earlier if other threads may send something.
   * @throws RuntimeError on a closed loop, a running one, or inside another loop's callback; RangeError if `ms` is
   * negative or NaN.
   *
   * @example
   * const loop = newEventLoop();
   * const task = loop.createTask(sleep(2, "slept"));
   * while (!task.done()) {
   *   const wait = Math.min(loop.step(), 1000);
   *   await new Promise((resolve) => setTimeout(resolve, wait)); // the program's own loop
   * }
   * assert.equal(task.result(), "slept");
   * loop.close();
   */
  step(ms: number = TURN): number {
    this.checkRunnable("step");
    if (typeof ms !== "number" || !(ms >= 0)) {
      throw new RangeError(`Cannot step for ${String(ms)} ms: the time must be 0 or more`);
    }
    return stepLoop(this, ms);
  }

  /**
   * Ends the loop for good: drops what is scheduled, ends the coroutines of pending tasks (their `finally` blocks run),
   * and reports those tasks and every error that nobody asked for. Does nothing on a closed loop.
   * @throws RuntimeError (`ERR_LOOP_RUNNING`) while the loop runs.
   */
  override close(): void {
    if (this.isClosed()) return;
    super.close();
    if (this.hasExecutor) this.defaultExecutor?.shutdown({ wait: false });
    for (const task of allTasks(this)) task.destroy();
    reportUnretrieved(this);
  }

  /**
   * Closes the async generators that began on this loop and have not ended, and waits for them: those that an
   * {@link AsyncCursor} goes through, and those of managed code. What they throw is reported. `run`, `runSync` and
   * `Runner` call it before they close the loop. Python: `loop.shutdown_asyncgens()`.
   *
   * @example
   * const loop = newEventLoop();
   * try {
   *   loop.runUntilComplete(sleep(1));
   * } finally {
   *   loop.runUntilComplete(loop.shutdownAsyncgens());
   *   loop.close();
   * }
   */
  shutdownAsyncgens(): LazyAwaitable<void> {
    return lazily("shutdownAsyncgens", closeAsyncgens(this));
  }

  override toString(): string {
    return `<EventLoop running=${this.isRunning()} closed=${this.isClosed()} debug=${this.getDebug()}>`;
  }

  /** @internal */
  override describeWaits(): string {
    return describeAwaitGraph(allTasks(this), (task) => this.observer?.placesOf(task) ?? null);
  }

  private checkRunnable(what: string): void {
    this.checkOpen(what);
    const wayOut =
      "A loop runs other tasks only where a task awaits, so runs do not nest: await the coroutine instead " +
      "(yield* it), or run it on a loop in another thread and block on that (new Thread(…).join()).";
    if (this.isRunning())
      throw new RuntimeError(
        `Cannot ${what}: This event loop is already running. ${wayOut}`,
        "ERR_NESTED_RUN",
      );
    if (runningLoop !== null) {
      throw new RuntimeError(
        `Cannot ${what}: Cannot run the event loop while another loop is running. ${wayOut}`,
        "ERR_NESTED_RUN",
      );
    }
  }

  private start<T>(main: Main<T>): Future<T> {
    const startable = toStartable(main);
    const future = ensureFuture<T>(startable, { loop: this });
    // The caller learns how it ends: a report would be noise.
    if (future instanceof Task && future !== startable) future.muteDestroyed();
    future.addDoneCallback(stopLoop);
    return future;
  }

  private takeResult<T>(future: Future<T>): T {
    future.removeDoneCallback(stopLoop);
    if (!future.done()) {
      throw new RuntimeError("Event loop stopped before Future completed.", "ERR_STOPPED");
    }
    return future.result();
  }

  private abandon(future: Future<unknown>): void {
    future.removeDoneCallback(stopLoop);
    if (future.done()) future.retrieve();
  }
}

/** Ends the run whose main future is done. One function for all, so that it can be taken off again. */
function stopLoop(future: Future<unknown>): void {
  future.loop.stop();
}

/**
 * Makes an event loop. It is not set as the thread's current one, and runs nothing until it is run. Python:
 * `asyncio.new_event_loop()`.
 *
 * @example
 * const loop = newEventLoop({ clock: new VirtualClock() });
 * loop.runUntilComplete(sleep(60_000));
 * loop.close();
 */
export function newEventLoop(options: EventLoopOptions = {}): EventLoop {
  return new EventLoop(options);
}

function* closeAsyncgens(loop: EventLoop): Coroutine<void> {
  if (loop.asyncGeneratorCloser !== null) yield* loop.asyncGeneratorCloser(loop) as Coroutine<void>;
}
