import { Context, currentScope, enterScope, enterTask, type Values } from "../kernel/context.js";
import { CancelledError, RuntimeError } from "../kernel/errors.js";
import {
  bareHostContext,
  captureHostContext,
  type HostContext,
  storesAreSet,
  storesAreUsed,
} from "../kernel/host-context.js";
import { swapRunningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";
import type { Coroutine } from "./awaitable.js";
import { closeCoroutine } from "./close-coroutine.js";
import { type AnyGenerator, type Frame, resumeChain } from "./frame.js";
import { Future } from "./future.js";
import { Interrupts, NO_ERROR } from "./interrupts.js";
import { onAbort } from "./on-abort.js";
import { type StackEntry, stackOf } from "./stack.js";
import { summarize } from "./summarize.js";
import {
  closeStep,
  currentPhase,
  detachBegun,
  lostWait,
  openStep,
  RESUME,
  reopen,
  SUSPEND,
  takeWaitedFor,
  YIELD,
} from "./suspension.js";

/** Settings of a new task. */
export interface TaskOptions {
  /** What reports call the task; `Task-1`, `Task-2`, … by default. */
  readonly name?: string;
  /** The context to run in, rather than a copy of the current one. */
  readonly context?: Context;
  /** Cancels the task when it aborts. */
  readonly signal?: AbortSignal;
  /** Runs the task up to its first wait before `createTask` returns (only while the loop runs). */
  readonly eagerStart?: boolean;
}

const NO_OPTIONS: TaskOptions = {};

/** How far a coroutine has come that was started before it became a task. */
interface Begun {
  /** Its innermost frame. */
  readonly top: Frame;
  /** What it waits for; `null` if it gave way. */
  readonly waitsFor: Future<unknown> | null;
}
let nextSerial = 1;

/**
 * A coroutine that a loop runs, and the future of its result. Made by `loop.createTask(coroutine)`. Python:
 * `asyncio.Task`.
 *
 * What a step does, and in which order, is CPython's `Task.__step` and `__wakeup`. The task itself is the entry of the
 * ready queue: it has at most one step due.
 *
 * @example
 * await run(function* () {
 *   const task = getRunningLoop().createTask(sleep(5, "five"), { name: "sleeper" });
 *   assert.equal(task.getName(), "sleeper");
 *   assert.equal(yield* task, "five");
 * });
 */
export class Task<T> extends Future<T> {
  // What each step needs comes first, and so lies together.
  /** @internal */ top: Frame | null = null;
  private waiter: Future<unknown> | null = null;
  private interrupts: Interrupts | null = null;
  /** @internal The context to run in, if it is not the task's own. */ context: Context | null = null;
  private ownValues: Values = currentScope().values;
  /** @internal */ readonly coro: AnyGenerator;
  /** @internal */ place = -1;
  /** @internal Counts the tasks of this thread. */ readonly serial = nextSerial++;
  private host: HostContext | null;
  private name: string | null;
  /** Whether it is reported if its loop closes before it is done. */
  private isReported = true;

  /** Programs call `loop.createTask`. */
  constructor(loop: Scheduler, coro: Coroutine<T>, options: TaskOptions = NO_OPTIONS, begun?: Begun) {
    super(loop);
    this.coro = coro as unknown as AnyGenerator;
    if (options.context !== undefined) this.context = options.context;
    this.host = captureHostContext();
    this.name = options.name === undefined ? null : options.name;
    if (options.signal !== undefined) this.follow(options.signal);
    if (begun !== undefined) {
      this.top = begun.top;
      loop.pendingTasks.add(this);
      if (begun.waitsFor === null) loop.enqueue(this);
      else this.suspend(begun.waitsFor);
    } else if (options.eagerStart === true && loop.isRunning()) {
      this.startEagerly();
    } else {
      loop.pendingTasks.add(this);
      loop.enqueue(this);
    }
    if (loop.observer !== null) loop.observer.made(this);
  }

  /** The task's name. */
  getName(): string {
    return this.name ?? `Task-${this.serial}`;
  }

  /** Renames the task. */
  setName(name: string): void {
    this.name = String(name);
  }

  /** The coroutine that the task runs. */
  getCoro(): Coroutine<T> {
    return this.coro as unknown as Coroutine<T>;
  }

  /**
   * Where the task is suspended: the function that waits first, then who called it. Empty if it runs or is done, and in a browser.
   * Python: `Task.get_stack`.
   */
  getStack(): StackEntry[] {
    return stackOf(this);
  }

  /** The context that the task runs in. */
  getContext(): Context {
    this.context ??= Context.of(this.ownValues);
    return this.context;
  }

  /** @internal */
  get values(): Values {
    return this.context === null ? this.ownValues : this.context.values;
  }

  /** @internal */
  set values(values: Values) {
    if (this.context === null) this.ownValues = values;
    else this.context.values = values;
  }

  /** @internal */
  get task(): this {
    return this;
  }

  /** Aborts when the task is cancelled: for host APIs such as `fetch`. Once all requests are taken back, it is a new one. */
  get signal(): AbortSignal {
    return this.ensureInterrupts().signal;
  }

  /**
   * Asks the task to stop: a CancelledError is thrown into it where it waits, in the loop's next iteration. The task may
   * clean up first, and may refuse. Returns `false` if it is done already.
   * @param message the message of that CancelledError
   */
  override cancel(message?: string): boolean {
    this.retrieve();
    if (this.done()) return false;
    const interrupts = this.ensureInterrupts();
    interrupts.requests++;
    interrupts.controller?.abort(new CancelledError(message));
    const { waiter } = this;
    this.waiter = null;
    // The waiter's own cancellation wakes the task; it keeps `waiter` until then.
    const isPassedOn = waiter?.cancel(message) === true;
    if (isPassedOn && interrupts.mustCancel) {
      // The request came back: the task waits, by way of others, for itself, and none of them would ever be woken.
      interrupts.requests--;
      waiter.removeWaiter(this);
      this.loop.enqueue(this);
      return true;
    }
    this.waiter = waiter;
    if (isPassedOn) return true;
    interrupts.mustCancel = true;
    interrupts.message = message;
    return true;
  }

  /** How many calls of {@link Task.cancel} were not taken back by {@link Task.uncancel}. */
  cancelling(): number {
    return this.interrupts?.requests ?? 0;
  }

  /** Takes back one call of {@link Task.cancel}, and returns how many are left: for code that handles a cancellation. */
  uncancel(): number {
    return this.interrupts?.takeBack() ?? 0;
  }

  /** @throws RuntimeError: a task's result is what its coroutine returns. */
  override setResult(_value: T): never {
    throw new RuntimeError(
      "Task does not support setResult: its result is what its coroutine returns",
      "ERR_TASK_RESULT",
    );
  }

  /** @throws RuntimeError: a task's exception is what its coroutine throws. */
  override setException(_error: Error): never {
    throw new RuntimeError(
      "Task does not support setException: its exception is what its coroutine throws",
      "ERR_TASK_RESULT",
    );
  }

  /** @internal One step, from the ready queue. */
  run(): void {
    // Before the first store is used no task has any.
    if (!storesAreUsed) {
      this.step();
    } else {
      this.host ??= bareHostContext();
      this.host.runInAsyncScope(this.step, this);
    }
  }

  /** @internal A loop that closes does not report this task: whoever runs it knows. */
  muteDestroyed(): void {
    this.isReported = false;
  }

  /** @internal What it waits for, or `null` if its next step is due. */
  waitsFor(): Future<unknown> | null {
    return this.waiter;
  }

  /** @internal */
  override purpose(): string {
    return this.toString();
  }

  /** @internal Ends the coroutine of a loop that closed, so that its `finally` blocks run. */
  destroy(): void {
    if (this.isReported) {
      this.loop.callExceptionHandler({ message: "Task was destroyed but it is pending!", task: this });
    }
    try {
      closeCoroutine(this.coro);
    } catch (exception) {
      this.loop.callExceptionHandler({ message: `Exception while closing ${this}`, exception, task: this });
    }
  }

  /** @internal */
  protected override describe(): string {
    return `${super.describe()} name='${this.getName()}'`;
  }

  /** @internal A request that came to nothing has left its message. */
  override cancelMessage(): string | undefined {
    return this.cancelled() ? super.cancelMessage() : this.interrupts?.message;
  }

  /** @internal */
  override takeCancelledError(): CancelledError {
    const { interrupts } = this;
    if (interrupts === null || interrupts.thrown === null) return super.takeCancelledError();
    const error = interrupts.thrown;
    interrupts.thrown = null;
    return error;
  }

  private ensureInterrupts(): Interrupts {
    this.interrupts ??= new Interrupts();
    return this.interrupts;
  }

  /** What is to be thrown into the coroutine in this step. */
  private takeInterrupt(interrupts: Interrupts): unknown {
    const error = interrupts.nextError;
    interrupts.nextError = NO_ERROR;
    if (!interrupts.mustCancel) return error;
    interrupts.mustCancel = false;
    // A wait that was itself cancelled throws its own CancelledError, which came first.
    return this.waiter?.endsInCancel() === true ? error : interrupts.newError();
  }

  private step(): void {
    const error = this.interrupts === null ? NO_ERROR : this.takeInterrupt(this.interrupts);
    this.waiter = null;
    enterTask(this);
    openStep();
    let result: IteratorResult<unknown, unknown>;
    try {
      if (error === NO_ERROR) {
        result = this.top === null ? this.coro.next(RESUME) : resumeChain(this, false, undefined);
      } else {
        result = resumeChain(this, true, error);
      }
    } catch (thrown) {
      detachBegun();
      if (closeStep()) takeWaitedFor();
      this.endWithError(thrown);
      return;
    }
    // A call that began to wait, and that nobody has awaited by now, goes on by itself.
    if (result !== YIELD && result !== SUSPEND) detachBegun();
    const waits = closeStep();
    if (storesAreSet) this.host = captureHostContext();
    if (result === YIELD) {
      this.loop.enqueue(this);
    } else if (result === SUSPEND) {
      this.suspend(takeWaitedFor() as Future<unknown>);
    } else if (waits) {
      this.endWithError(lostWait(this));
    } else if (result.done === true) {
      this.endWithResult(result.value);
    } else {
      this.refuse(result.value);
    }
  }

  /** The coroutine yielded something of its own. */
  private refuse(value: unknown): void {
    this.throwNext(
      `Task got bad yield: ${summarize(value)}. Write yield* before what a coroutine waits for, not yield.`,
      "ERR_BAD_YIELD",
    );
  }

  private endWithResult(value: unknown): void {
    this.end();
    if (this.interrupts?.mustCancel === true) {
      this.interrupts.mustCancel = false;
      super.cancel(this.interrupts.message);
    } else {
      this.resolve(value);
    }
  }

  private endWithError(error: unknown): void {
    this.end();
    if (error instanceof CancelledError) {
      this.ensureInterrupts().thrown = error;
      super.cancel();
    } else {
      this.reject(error);
    }
  }

  /** The coroutine waits for `future`, which is pending. */
  private suspend(future: Future<unknown>): void {
    if (future.loop !== this.loop) {
      this.throwNext(
        `${this} got ${future} attached to a different loop: a future is awaited in the loop that made it. ` +
          "Reach the other loop with callSoonThreadsafe, or await the future as a host promise.",
        "ERR_FOREIGN_FUTURE",
      );
      return;
    }
    if (future === (this as Future<unknown>)) {
      this.throwNext(`Task cannot await on itself: ${this}`, "ERR_AWAIT_SELF");
      return;
    }
    this.waiter = future;
    if (future.done()) {
      // It was completed between the start of the wait and now, by code that called an async function and awaits it later.
      this.loop.enqueue(this);
      return;
    }
    future.addWaiter(this);
    const { interrupts } = this;
    if (interrupts?.mustCancel === true && future.cancel(interrupts.message)) interrupts.mustCancel = false;
  }

  private throwNext(message: string, code: string): void {
    this.ensureInterrupts().nextError = new RuntimeError(message, code);
    this.loop.enqueue(this);
  }

  private startEagerly(): void {
    detachBegun();
    const outer = swapRunningLoop(this.loop);
    const scope = currentScope();
    const phase = currentPhase();
    this.loop.pendingTasks.add(this);
    if (scope.context === null) this.run();
    else scope.context.whileEntered(() => this.run());
    swapRunningLoop(outer);
    enterScope(scope);
    reopen(phase);
  }

  private end(): void {
    if (this.place >= 0) this.loop.pendingTasks.remove(this);
    this.interrupts?.releaseSignal?.();
  }

  /** @internal Is cancelled when `signal` aborts. */
  follow(signal: AbortSignal): void {
    const abort = () => {
      // What is left in a loop that was closed goes on no more.
      if (!this.loop.isClosed())
        this.cancel(String((signal.reason as Error | undefined)?.message ?? signal.reason));
    };
    if (signal.aborted) {
      abort();
      return;
    }
    this.ensureInterrupts().releaseSignal = onAbort(signal, abort);
  }
}
