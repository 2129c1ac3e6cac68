/*
 * The rules are those of CPython 3.14's `asyncio.staggered`. Each contender is a task that, before it runs its own
 * coroutine, makes the task of the next one, which waits for the former to fail or for the delay. So there is always one
 * task more than contenders that run, and it ends when there is no next one.
 */
import { CancelledError, TimeoutError } from "../kernel/errors.js";
import { requireRunningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";
import type { AwaitableLike, Coroutine } from "./awaitable.js";
import { checkList } from "./check-list.js";
import { checkTime } from "./check-time.js";
import { ExceptionGroup } from "./exception-group.js";
import { Future, setResultUnlessDone } from "./future.js";
import { waitable } from "./host-promise.js";
import { createTask, type LazyAwaitable } from "./lazy-awaitable.js";
import { lazily } from "./library-coroutine.js";
import { currentTask } from "./loop-tasks.js";
import type { Task } from "./task.js";
import { toError } from "./to-error.js";
import { waitFor } from "./wait-for.js";

/** How a {@link staggeredRace} ended. */
export type StaggeredRaceResult<T> = {
  /** The error of each contender that ran, in order; `null` for the winner. One that was cancelled has a CancelledError. */
  readonly exceptions: (Error | null)[];
} & (
  | {
      /** The place of the winner among the contenders; `null` if all failed. */
      readonly index: number;
      /** What the winner returned. */
      readonly result: T;
    }
  | { readonly index: null; readonly result: undefined }
);

/**
 * Runs contenders one after another, `delay` milliseconds apart, or sooner if the former has failed, until one succeeds;
 * the others are cancelled then. It never throws their errors. With `null` each waits until the former has failed. This is
 * the race of "happy eyeballs" (RFC 8305), which connects to a host's addresses in turn. Python:
 * `asyncio.staggered.staggered_race`.
 *
 * @param contenders coroutine functions, taken from the iterable when their turn comes
 *
 * @example
 * function* connect(address: string, ms: number): Coroutine<string> {
 *   yield* sleep(ms);
 *   return `connected to ${address}`;
 * }
 * await run(function* () {
 *   const slow = () => connect("::1", 60_000);
 *   const fast = () => connect("127.0.0.1", 1);
 *   const { result, index } = yield* staggeredRace([slow, fast], 5);
 *   assert.deepEqual([result, index], ["connected to 127.0.0.1", 1]);
 * });
 */
export function staggeredRace<T>(
  contenders: Iterable<() => AwaitableLike<T>>,
  delay: number | null,
): LazyAwaitable<StaggeredRaceResult<T>> {
  checkList("staggeredRace", contenders);
  checkTime(delay, "stagger a race by");
  return lazily("staggeredRace", race(contenders[Symbol.iterator](), delay));
}

function* race<T>(
  contenders: Iterator<() => AwaitableLike<T>>,
  delay: number | null,
): Coroutine<StaggeredRaceResult<T>> {
  return yield* new StaggeredRace(requireRunningLoop("staggeredRace()"), contenders, delay).run();
}

class StaggeredRace<T> {
  private readonly loop: Scheduler;
  private readonly contenders: Iterator<() => AwaitableLike<T>>;
  private readonly delay: number | null;
  private readonly running = new Set<Task<void>>();
  private readonly exceptions: (Error | null)[] = [];
  private readonly mistakes: Error[] = [];
  private winner: { readonly index: number; readonly result: T } | null = null;
  private allDone: Future<void> | null = null;

  constructor(loop: Scheduler, contenders: Iterator<() => AwaitableLike<T>>, delay: number | null) {
    this.loop = loop;
    this.contenders = contenders;
    this.delay = delay;
  }

  *run(): Coroutine<StaggeredRaceResult<T>> {
    let cancellation: CancelledError | null = null;
    this.enter(null);
    while (this.running.size > 0) {
      this.allDone = new Future<void>(this.loop).standFor(this);
      try {
        yield* this.allDone;
      } catch (error) {
        if (!(error instanceof CancelledError)) throw error;
        cancellation = error;
        for (const task of this.running) task.cancel(error.message || undefined);
      }
      this.allDone = null;
    }
    if (this.mistakes.length > 0) throw new ExceptionGroup("staggered race failed", this.mistakes);
    if (cancellation !== null) throw cancellation;
    const { exceptions } = this;
    return this.winner === null
      ? { exceptions, index: null, result: undefined }
      : { exceptions, ...this.winner };
  }

  toString(): string {
    return `staggeredRace, of which ${this.running.size} run`;
  }

  blockers(): Iterable<Future<unknown>> {
    return this.running;
  }

  /** Makes the task of the next contender, whose turn comes when the former has failed. */
  private enter(formerFailed: Future<void> | null): void {
    const entered = new Future<void>(this.loop);
    const task = createTask(this.loop, this.compete(entered, formerFailed));
    task.muteDestroyed();
    this.running.add(task);
    task.addDoneCallback(this.taskDone);
    entered.setResult();
  }

  private *compete(entered: Future<void>, formerFailed: Future<void> | null): Coroutine<void> {
    // A task that starts at once waits until it is counted.
    yield* entered;
    if (formerFailed !== null) yield* this.waitForTurn(formerFailed);
    const contender = this.contenders.next();
    if (contender.done === true) return;
    const failed = new Future<void>(this.loop);
    this.enter(failed);
    const index = this.exceptions.push(null) - 1;
    let result: T;
    try {
      result = yield* waitable(contender.value(), "a contender");
    } catch (error) {
      this.exceptions[index] = toError(error);
      setResultUnlessDone(failed, undefined);
      return;
    }
    this.win(index, result);
  }

  private *waitForTurn(formerFailed: Future<void>): Coroutine<void> {
    try {
      yield* waitFor(untilDone(formerFailed), this.delay);
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
    }
  }

  private win(index: number, result: T): void {
    // Another one may have won, and this one have refused to be cancelled.
    if (this.winner !== null) return;
    this.winner = { index, result };
    const me = currentTask();
    for (const task of this.running) if (task !== me) task.cancel();
  }

  private readonly taskDone = (task: Task<void>): void => {
    this.running.delete(task);
    if (this.running.size === 0 && this.allDone !== null) setResultUnlessDone(this.allDone, undefined);
    if (task.cancelled()) return;
    // Errors of contenders are in `exceptions`: this one is of the iterable.
    const error = task.exception();
    if (error !== null) this.mistakes.push(error);
  };
}

function* untilDone(future: Future<void>): Coroutine<void> {
  yield* future;
}
