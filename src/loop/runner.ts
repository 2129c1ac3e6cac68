import type { Coroutine } from "../coroutines/awaitable.js";
import { Future } from "../coroutines/future.js";
import { allTasks } from "../coroutines/loop-tasks.js";
import { sleep } from "../coroutines/sleep.js";
import { Task } from "../coroutines/task.js";
import type { Host } from "../drivers/host.js";
import { onInterrupt } from "../drivers/hosts/interrupts.js";
import { type Context, copyContext } from "../kernel/context.js";
import { CancelledError, KeyboardInterrupt, RuntimeError } from "../kernel/errors.js";
import { runningLoop } from "../kernel/running.js";
import { type EventLoop, type EventLoopOptions, newEventLoop } from "./event-loop.js";
import { checkBlockingMain, type Main, toStartable } from "./main.js";

/** Settings of a {@link Runner}. */
export interface RunnerOptions extends EventLoopOptions {
  /** Makes the loop; {@link newEventLoop} by default. */
  readonly loopFactory?: () => EventLoop;
  /** Whose loop it is a guest of; Node's by default. */
  readonly host?: Host;
}

/** Settings of one run of a {@link Runner}. */
export interface RunOptions {
  /** The context to run in, in place of the runner's own. */
  readonly context?: Context;
}

/**
 * Runs several mains on one loop, in one context, then cancels what is left and closes it. Python: `asyncio.Runner`.
 *
 * @example
 * using runner = new Runner();
 * assert.equal(runner.runSync(sleep(1, "one")), "one");
 * assert.equal(runner.runSync(sleep(1, "two")), "two");
 */
export class Runner {
  private readonly options: RunnerOptions;
  private loop: EventLoop | null = null;
  private context: Context | null = null;
  private closed = false;

  constructor(options: RunnerOptions = {}) {
    this.options = options;
  }

  toString(): string {
    return `<Runner ${this.closed ? "closed" : this.loop === null ? "created" : "initialized"}>`;
  }

  /** The loop, made on first use. */
  getLoop(): EventLoop {
    if (this.closed) throw new RuntimeError("Runner is closed: make a new one", "ERR_RUNNER_CLOSED");
    if (this.loop === null) {
      const { loopFactory, ...options } = this.options;
      this.loop = loopFactory === undefined ? newEventLoop(options) : loopFactory();
      this.context = copyContext();
    }
    return this.loop;
  }

  /**
   * Runs `main` as a guest of the host's loop. The first SIGINT (Ctrl-C) cancels it, the second one ends the process,
   * unless the program has a listener for SIGINT of its own.
   * @throws KeyboardInterrupt if `main` ended with the cancellation that SIGINT asked for.
   */
  async run<T>(main: Main<T>, options: RunOptions = {}): Promise<T> {
    const future = this.start(main, "run", options);
    let interrupted = false;
    const release = onInterrupt(() => {
      if (interrupted || future.done()) return false;
      interrupted = true;
      return future.cancel();
    });
    try {
      return await (this.loop as EventLoop).run(future, this.options);
    } catch (error) {
      // A request that somebody else made besides is a cancellation like any other.
      const isOurs = interrupted && error instanceof CancelledError && !isCancelling(future);
      throw isOurs ? new KeyboardInterrupt(undefined, { cause: error }) : error;
    } finally {
      release();
    }
  }

  /**
   * Blocks the thread until `main` is done. A thread that blocks sees no signal: SIGINT has its default action, which ends
   * the process.
   */
  runSync<T>(main: Main<T>, options: RunOptions = {}): T {
    checkBlockingMain(main);
    const future = this.start(main, "runSync", options);
    return (this.loop as EventLoop).runUntilComplete(future);
  }

  /**
   * Cancels what is left, waits for it (blocking the thread), reports its errors, closes async generators that have not
   * ended, and closes the loop.
   * @throws RuntimeError (`ERR_LOOP_RUNNING`) while the loop runs.
   */
  close(): void {
    const loop = this.release();
    if (loop === null) return;
    try {
      for (const end of endsOf(loop)) loop.runUntilComplete(end);
    } finally {
      loop.close();
    }
  }

  /** {@link Runner.close} as a guest: the thread is not blocked. */
  async aclose(): Promise<void> {
    const loop = this.release();
    if (loop === null) return;
    try {
      for (const end of endsOf(loop)) await loop.run(end, this.options);
    } finally {
      loop.close();
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.aclose();
  }

  private start<T>(main: Main<T>, what: string, options: RunOptions): Future<T> {
    if (runningLoop !== null) {
      throw new RuntimeError(
        `${what}() cannot be called from a running event loop. Await the coroutine instead (yield* it), or run it on a ` +
          "loop in another thread and block on that (new Thread(…).join()).",
        "ERR_NESTED_RUN",
      );
    }
    const loop = this.getLoop();
    const startable = toStartable(main);
    if (startable instanceof Future) return startable;
    const task = loop.createTask(startable, { context: options.context ?? (this.context as Context) });
    // The caller learns how it ends: a report would be noise.
    task.muteDestroyed();
    return task;
  }

  private release(): EventLoop | null {
    const { loop } = this;
    // Refuses it, before anything is cancelled.
    if (loop?.isRunning()) loop.close();
    this.loop = null;
    this.closed = true;
    return loop;
  }
}

/**
 * Runs `main` to its end on a new loop, as a guest of the host's: what most programs need. Tasks that are left are
 * cancelled and waited for, then the loop is closed. Python: `asyncio.run(main())`.
 * @throws RuntimeError (`ERR_NESTED_RUN`) inside a running loop. The promise rejects; it never throws at once.
 *
 * @example
 * const answer = await run(function* () {
 *   yield* sleep(10);
 *   return 42;
 * });
 * assert.equal(answer, 42);
 */
export async function run<T>(main: Main<T>, options: RunnerOptions = {}): Promise<T> {
  const runner = new Runner(options);
  try {
    return await runner.run(main);
  } finally {
    await runner.aclose();
  }
}

/**
 * {@link run}, blocking this thread: for a function that must return the result of asynchronous work. Host promises
 * can't be awaited in it.
 *
 * @example
 * assert.equal(runSync(sleep(5, "done")), "done");
 */
export function runSync<T>(main: Main<T>, options: RunnerOptions = {}): T {
  const runner = new Runner(options);
  try {
    return runner.runSync(main);
  } finally {
    runner.close();
  }
}

/** Takes the interrupt's request back, and says whether there were others. */
function isCancelling(main: Future<unknown>): boolean {
  return main instanceof Task && main.uncancel() > 0;
}

/** What is to be run, one after the other, before a loop can be closed. */
function* endsOf(loop: EventLoop): Generator<Main<void>, void, undefined> {
  const tasks = cancelAll(loop);
  if (tasks.length > 0) yield whenAllDone(loop, tasks);
  reportErrors(loop, tasks);
  if (hasMore(loop)) yield shutDown(loop);
}

/** Whether something is left for {@link shutDown} to end, or to run meanwhile. */
function hasMore(loop: EventLoop): boolean {
  return loop.ready.length > 0 || loop.timers.size > 0 || loop.asyncGenerators.size > 0 || loop.hasExecutor;
}

/** asyncio needs two runs for this, of two iterations each at least: what is ready has as many here. */
function* shutDown(loop: EventLoop): Coroutine<void> {
  yield* loop.shutdownAsyncgens();
  yield* sleep(0);
  yield* sleep(0);
  if (loop.hasExecutor) yield* loop.shutdownDefaultExecutor();
}

function cancelAll(loop: EventLoop): Task<unknown>[] {
  const tasks = [...allTasks(loop)];
  // Host code hears it that waits for something of the loop, and if nobody waits for that code, the host prints it.
  const message =
    loop.closeListeners.size > 0 ? "The run has ended. Tasks end without a word: createTask()" : undefined;
  for (const task of tasks) task.cancel(message);
  return tasks;
}

function whenAllDone(loop: EventLoop, tasks: Task<unknown>[]): Future<void> {
  const all = loop.createFuture();
  let left = tasks.length;
  for (const task of tasks) {
    task.addDoneCallback(() => {
      left--;
      if (left === 0) all.setResult();
    });
  }
  return all;
}

function reportErrors(loop: EventLoop, tasks: Task<unknown>[]): void {
  for (const task of tasks) {
    if (task.cancelled()) continue;
    const exception = task.exception();
    if (exception !== null) {
      loop.callExceptionHandler({ message: "unhandled exception during run() shutdown", exception, task });
    }
  }
}
