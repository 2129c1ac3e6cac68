import { Future } from "../coroutines/future.js";
import { createTask, delegate } from "../coroutines/lazy-awaitable.js";
import { allTasks } from "../coroutines/loop-tasks.js";
import type { TaskOptions } from "../coroutines/task.js";
import { DeadlockError, RuntimeError } from "../kernel/errors.js";
import type { EventLoop } from "./event-loop.js";
import { type Main, toStartable } from "./main.js";
import { Runner, type RunnerOptions } from "./runner.js";

/**
 * A {@link Runner} whose loop stays a guest of the host's until it is closed, for a host that calls in at any time: a
 * server's requests, a page's clicks. The loop starts on first use, and its tasks go on between the calls. With no task,
 * it keeps no process alive.
 *
 * @example
 * await using runner = new GuestRunner();
 * const greet = function* (name: string): Coroutine<string> {
 *   yield* sleep(1);
 *   return `hello ${name}`;
 * };
 * const [a, b] = await Promise.all([runner.run(greet("a")), runner.run(greet("b"))]);
 * assert.equal(`${a}, ${b}`, "hello a, hello b");
 */
export class GuestRunner {
  private readonly runner: Runner;
  private readonly options: RunnerOptions;
  /** The main of the loop's run, which is done when the run is to end; `null` while there is no run. */
  private end: Future<void> | null = null;
  private ended: Promise<void> = Promise.resolve();
  private closing: Promise<void> | null = null;
  private readonly rejections = new Set<(error: unknown) => void>();

  constructor(options: RunnerOptions = {}) {
    this.runner = new Runner(options);
    this.options = options;
  }

  toString(): string {
    return `<GuestRunner ${this.closing !== null ? "closed" : this.end === null ? "idle" : "running"}>`;
  }

  /**
   * The loop, which runs from now on: `createTask` and `callSoon` work on it at any time.
   * @throws RuntimeError (`ERR_RUNNER_CLOSED`) once {@link GuestRunner.aclose} was called.
   */
  getLoop(): EventLoop {
    if (this.closing !== null)
      throw new RuntimeError("GuestRunner is closed: make a new one", "ERR_RUNNER_CLOSED");
    const loop = this.runner.getLoop();
    if (this.end === null) this.start(loop);
    return loop;
  }

  /**
   * Runs `main` as a task beside those that run already, and gives its result or error. When `options.signal` aborts, the
   * task is cancelled: it may clean up first, then the promise rejects with the CancelledError.
   * @throws RuntimeError (`ERR_RUNNER_CLOSED`) once {@link GuestRunner.aclose} was called; DeadlockError if the host has
   * nothing left to do. The promise rejects; it never throws at once.
   *
   * @example
   * await using runner = new GuestRunner();
   * const result = runner.run(sleep(60_000), { signal: AbortSignal.timeout(5) });
   * await assert.rejects(result, CancelledError);
   */
  async run<T>(main: Main<T>, options?: TaskOptions): Promise<T> {
    const loop = this.getLoop();
    const startable = toStartable(main);
    const task = createTask(loop, startable instanceof Future ? delegate(startable) : startable, options);
    // The caller learns how it ends: a report would be noise.
    task.muteDestroyed();
    return await new Promise<T>((resolve, reject) => {
      this.rejections.add(reject);
      task.then(resolve, reject).then(() => this.rejections.delete(reject));
    });
  }

  /**
   * Cancels all tasks, waits for them, reports their errors if nobody else learns of them, and closes the loop. Whoever
   * calls it again waits for the same.
   */
  aclose(): Promise<void> {
    this.closing ??= this.close();
    return this.closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.aclose();
  }

  private async close(): Promise<void> {
    if (this.end !== null && !this.end.done()) this.end.setResult();
    await this.ended;
    await this.runner.aclose();
  }

  private start(loop: EventLoop): void {
    loop.onReady = null;
    const end = loop.createFuture();
    this.end = end;
    this.ended = loop.run(end, this.options).catch(async (error: unknown) => {
      this.end = null;
      const isIdle = error instanceof DeadlockError;
      // It was to end just then: what stops that run is ready, and must not stop another one.
      if (isIdle && end.done()) await loop.run(end, this.options);
      // Something has come in since.
      else if (isIdle && (loop.ready.length > 0 || loop.timers.peek() !== undefined)) this.resume(loop);
      // An idle host is no deadlock for a loop without tasks: its run goes on when there is something to do.
      else if (isIdle && allTasks(loop).size === 0) loop.onReady = () => this.resume(loop);
      else this.fail(loop, error);
    });
  }

  private resume(loop: EventLoop): void {
    if (this.closing === null) this.start(loop);
  }

  /** The run ended though nobody asked for it: whoever waits must know. */
  private fail(loop: EventLoop, error: unknown): void {
    if (this.rejections.size === 0) {
      const message = "A GuestRunner was not closed, and its tasks can't go on: call aclose() first";
      loop.callExceptionHandler({ message, exception: error });
    }
    for (const reject of this.rejections) reject(error);
    this.rejections.clear();
  }
}
