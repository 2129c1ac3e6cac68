/*
 * How an isolated test runs. One task, the main one, goes through all of it on the test's loop: setUp, body, tearDown, the
 * cleanups, a look at what is left, and the end of that. It collects errors and never throws. Only what ends the run under
 * it gets past: a deadlock, or a test that stops its own loop. Then the main task is cancelled where it waits, and run on,
 * so that tearDown and the cleanups have their turn.
 */
import { Agent } from "../agents/agent.js";
import type { Coroutine } from "../coroutines/awaitable.js";
import { ExceptionGroup } from "../coroutines/exception-group.js";
import { wrapFuture } from "../coroutines/host-promise.js";
import { allTasks } from "../coroutines/loop-tasks.js";
import { sleep } from "../coroutines/sleep.js";
import { Task } from "../coroutines/task.js";
import { toError } from "../coroutines/to-error.js";
import { reportUnretrieved } from "../coroutines/unretrieved.js";
import { VirtualClock } from "../drivers/virtual-clock.js";
import { type Clock, monotonicClock } from "../kernel/clock.js";
import { DeadlockError } from "../kernel/errors.js";
import { runningLoop } from "../kernel/running.js";
import { type EventLoop, newEventLoop } from "../loop/event-loop.js";
import { acceptCleanups, runCleanups } from "./cleanups.js";
import { callAsOwner, enterLoop, leaveLoop } from "./current-loops.js";
import { findLeaks } from "./find-leaks.js";
import { unwatchHost, watchHost } from "./host/host-watch.js";
import { TestHost } from "./host/test-host.js";
import { describeLeaks, type Leak, LeakError } from "./leak-error.js";
import { LeakWatch } from "./leak-watch.js";
import type { IsolatedOptions } from "./options.js";
import { setRealTimeout } from "./real-time.js";
import { waitForResult } from "./wait-for-result.js";

/** What a test consists of. */
export interface TestParts {
  /** What reports call the task that runs it. */
  readonly name: string;
  readonly setUp?: () => unknown;
  readonly body: () => unknown;
  readonly tearDown?: () => unknown;
  /** Whether `body` is a generator function, which is the loop's alone: no host code starts in it. */
  readonly isCoroutine: boolean;
  /** Cancels the test when it aborts. */
  readonly signal: AbortSignal | undefined;
}

/** How many iterations a test's loop gets at its end for what is ready. What is always ready is not waited for. */
const MOST_ITERATIONS = 1000;
/** Then it is looked whether what is open in the host's loop closes: after 1 ms, 2, 4, and so on up to this. */
const LONGEST_PAUSE = 32;

/** Runs a test on a loop of its own. */
export async function runIsolated(parts: TestParts, options: IsolatedOptions): Promise<void> {
  // Called by another loop's task: it begins when that waits.
  if (runningLoop !== null) await null;
  const loop = newEventLoop({ clock: clockOf(options), debug: options.debug ?? false });
  const run = new IsolatedRun(loop, parts);
  enterLoop(loop);
  // What is left on purpose is not touched.
  watchHost(loop, options.leaks === "ignore" ? null : run.watch);
  try {
    await run.finish();
  } finally {
    unwatchHost(loop);
    leaveLoop(loop);
    loop.close();
  }
  run.throwErrors(options);
}

class IsolatedRun {
  private readonly loop: EventLoop;
  private readonly parts: TestParts;
  private readonly host: TestHost;
  readonly watch = new LeakWatch();
  private readonly errors: unknown[] = [];
  private leaks: readonly Leak[] = [];
  private main: Task<void> | null = null;

  constructor(loop: EventLoop, parts: TestParts) {
    this.loop = loop;
    this.parts = parts;
    this.host = new TestHost(loop, (underWay) => this.tellStandstill(underWay));
    loop.setExceptionHandler((_loop, report) => {
      this.watch.reports.push(report);
    });
    acceptCleanups(loop);
  }

  async finish(): Promise<void> {
    const { loop, host } = this;
    const { signal } = this.parts;
    const main = new Task(loop, this.goThrough(), {
      name: this.parts.name,
      ...(signal === undefined ? {} : { signal }),
    });
    main.muteDestroyed();
    this.main = main;
    let broken: unknown;
    for (let runs = 0; !main.done() && runs < 2; runs++) {
      try {
        await loop.run(main, { host });
      } catch (error) {
        broken ??= error;
        main.cancel();
      }
    }
    // What broke the run is why the body was cancelled.
    if (broken !== undefined) this.errors.splice(0, 1, broken);
  }

  /** A test that is held for long is soon ended by its runner, which does not know why. */
  private tellStandstill(underWay: string): void {
    const open = findLeaks(this.loop, this.watch, this.main as Task<unknown>).filter(
      ({ kind }) => kind === "agent" || kind === "transport",
    );
    const types = underWay === "" ? "" : ` (${underWay})`;
    console.warn(
      `Virtual time stands still in the test '${this.parts.name}', which may be waiting for what is under way outside of its loop${types}.` +
        `${open.length === 0 ? "" : `\nIt has opened:\n${describeLeaks(open)}`}\n` +
        'Close what it does not wait for, or run it in real time: isolated(body, { clock: "real" }).',
    );
  }

  throwErrors({ leaks = "fail" }: IsolatedOptions): void {
    const { errors } = this;
    const [first] = errors;
    const untaken = this.leaks.filter(({ kind }) => kind === "exception");
    if (first instanceof DeadlockError && this.watch.reports[0] !== undefined) {
      // What failed unseen is often what the others wait for.
      first.cause ??= this.watch.reports[0].exception;
    } else if (errors.length > 0 && untaken.length > 0) {
      console.error(`A test failed, and left behind:\n${describeLeaks(untaken)}`);
    }
    if (errors.length > 1) throw new ExceptionGroup("The test and its cleanup failed", errors.map(toError));
    // What is thrown may be undefined.
    if (errors.length === 1) throw first;
    if (leaks === "fail" && this.leaks.length > 0) throw new LeakError(this.leaks);
  }

  private *goThrough(): Coroutine<void> {
    const { loop, parts, watch, errors } = this;
    this.host.begin();
    loop.observe(watch);
    if (parts.setUp !== undefined) yield* this.attempt(parts.setUp);
    if (errors.length === 0) {
      yield* this.attempt(parts.body);
      if (parts.tearDown !== undefined) yield* this.attempt(parts.tearDown);
    }
    yield* runCleanups(loop, (cleanup) => this.attempt(cleanup));
    yield* this.settle();
    yield* this.letClose();
    if (loop.asyncGenerators.size > 0) yield* this.attempt(() => loop.shutdownAsyncgens());
    if (loop.hasExecutor) yield* this.attempt(() => loop.shutdownDefaultExecutor());
    reportUnretrieved(loop);
    this.leaks = findLeaks(loop, watch, this.main as Task<unknown>);
    loop.observe(null);
    yield* this.endWhatIsLeft();
  }

  private *attempt(fn: () => unknown): Coroutine<void> {
    try {
      const result = this.parts.isCoroutine && fn === this.parts.body ? fn() : callAsOwner(this.loop, fn);
      yield* waitForResult(result);
    } catch (error) {
      this.errors.push(error);
    }
  }

  /** Lets happen what is ready: the end of a task that was just cancelled leaves nothing behind. */
  private *settle(): Coroutine<void> {
    for (let left = MOST_ITERATIONS; left > 0 && this.loop.ready.length > 0; left--) yield* sleep(0);
  }

  /** What was told to close does so in a few turns of the host. */
  private *letClose(): Coroutine<void> {
    for (let pause = 1; pause <= LONGEST_PAUSE && this.watch.openHandles().length > 0; pause *= 2) {
      const ms = pause;
      yield* wrapFuture(new Promise((resolve) => setRealTimeout(resolve, ms)));
    }
  }

  private *endWhatIsLeft(): Coroutine<void> {
    for (const task of allTasks(this.loop)) {
      if (task === this.main) continue;
      task.muteDestroyed();
      task.cancel("The test has ended, and what it left on its loop is cancelled");
    }
    for (const agent of this.watch.openAgents()) {
      if (agent instanceof Agent) {
        // How it ends is known: a report of an error that nobody took would be noise.
        agent.then(null, () => {});
        agent.terminate();
      } else {
        agent.shutdown({ cancelFutures: true, wait: false });
      }
    }
    for (const handle of [...this.watch.openHandles(), ...this.watch.openAccepted()]) handle.close();
    yield* this.settle();
  }
}

function clockOf({ clock = "virtual" }: IsolatedOptions): Clock {
  if (clock === "virtual") return new VirtualClock();
  if (clock === "real") return monotonicClock;
  return clock;
}
