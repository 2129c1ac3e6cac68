/*
 * The cancellation sweep: runs a small program again and again, and cancels one of its tasks before each single step of
 * the loop, then two of them at each two steps that are near each other. Whatever is lost by a cancel at just one moment
 * (a permit, an item, a wake-up, the cancel itself) is found.
 *
 * A step is what the loop runs from its ready queue: a callback or a step of a task. Time is virtual, so a run takes the
 * same course each time up to the cancel, and a wait that never ends is a DeadlockError.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Awaitable,
  type Coroutine,
  type EventLoop,
  type ExceptionContext,
  newEventLoop,
  sleep,
  type Task,
  VirtualClock,
  wait,
} from "tsyncio";
import { soloHost } from "../../conformance/interpreter/solo-host.js";

/** What `yield*` can wait for. */
export type Waitable<T> = Awaitable<T> | Coroutine<T>;

/** A run of the program that is swept. */
export interface Attempt {
  readonly loop: EventLoop;
  /** Starts a task that the sweep may cancel. It must not swallow a cancellation. */
  victim<T>(coro: Waitable<T>): Task<T>;
  /** When the last cancel was asked for, on the loop's clock; Infinity before. */
  cancelTime(): number;
}

/** What must hold of a program, wherever its tasks are cancelled. */
interface Checks {
  /** Once nothing is ready or due any more: nobody waits for what is there. */
  readonly whenQuiet?: () => void;
  /** Ends what still waits, since its partner was cancelled. */
  readonly release?: () => Waitable<unknown> | undefined;
  /** Once all tasks are done: nothing was lost, nothing is held. */
  readonly atEnd?: () => Waitable<unknown> | undefined;
  /** Whether the program itself cancels tasks of the sweep. */
  readonly cancelsToo?: boolean;
  /** Errors that tasks may end with. A task that was cancelled must end as cancelled, or with one of these. */
  readonly mayEndWith?: readonly (new (
    ...args: never[]
  ) => Error)[];
}

/** Starts the tasks of a program. */
export type Program = (attempt: Attempt) => Checks;

interface Cancel {
  readonly victim: number;
  readonly step: number;
}

/** Longer than anything in a program takes. */
const QUIET_MS = 10_000;

/** Two cancels this far apart at most meet in the same wait. */
const NEAR = 5;

/** Registers tests that sweep `program`. */
export function sweep(name: string, program: Program): void {
  for (const way of ["blocking", "guest"] as const) {
    test(`${name}: one cancel, at each step (${way})`, async () => {
      const { steps, victims } = await attempt(program, [], way);
      for (const one of cancels(steps, victims)) await attempt(program, [one], way);
    });
  }
  test(`${name}: two cancels, at any two steps near each other (blocking)`, async () => {
    const { steps, victims } = await attempt(program, [], "blocking");
    for (const first of cancels(steps, victims)) {
      for (const second of cancels(Math.min(steps, first.step + NEAR), victims, first.step))
        await attempt(program, [first, second], "blocking");
    }
  });
}

function* cancels(steps: number, victims: number, from = 0): Generator<Cancel> {
  for (let victim = 0; victim < victims; victim++) {
    for (let step = from; step < steps; step++) yield { victim, step };
  }
}

async function attempt(
  program: Program,
  plan: readonly Cancel[],
  way: "blocking" | "guest",
): Promise<{ steps: number; victims: number }> {
  const victims: Task<unknown>[] = [];
  const cancelled = new Set<Task<unknown>>();
  const reports: ExceptionContext[] = [];
  const loop = newEventLoop({ clock: new VirtualClock() });
  let step = 0;
  let cancelTime = Number.POSITIVE_INFINITY;
  beforeEachStep(loop, () => {
    for (const cancel of plan) {
      const task = victims[cancel.victim];
      if (cancel.step !== step || task?.cancel() !== true) continue;
      cancelled.add(task);
      cancelTime = loop.time();
    }
    step++;
  });
  loop.setExceptionHandler((_loop, context) => reports.push(context));
  const started: Attempt = {
    loop,
    cancelTime: () => cancelTime,
    victim(coro) {
      const task = loop.createTask(coro);
      victims.push(task);
      return task;
    },
  };
  try {
    const main = supervise(program, started, victims, cancelled);
    if (way === "blocking") loop.runUntilComplete(main);
    else await loop.run(main, { host: soloHost });
    loop.close();
    assert.deepEqual(
      reports.map(({ message, exception }) => `${message} ${exception}`),
      [],
      "nothing is reported",
    );
  } catch (error) {
    const where = plan.map(({ victim, step }) => `task ${victim} before step ${step}`).join(", ");
    throw new Error(`With a cancel of ${where || "nobody"}: ${(error as Error).message}`, { cause: error });
  }
  return { steps: step, victims: victims.length };
}

function* supervise(
  program: Program,
  started: Attempt,
  victims: readonly Task<unknown>[],
  cancelled: ReadonlySet<Task<unknown>>,
): Coroutine<void> {
  const { whenQuiet, release, atEnd, cancelsToo = false, mayEndWith = [] } = program(started);
  yield* sleep(QUIET_MS);
  whenQuiet?.();
  const releasing = release?.();
  if (releasing !== undefined) yield* releasing;
  yield* wait(victims);
  for (const [i, task] of victims.entries()) {
    if (task.cancelled()) {
      assert.ok(cancelsToo || cancelled.has(task), `task ${i} is cancelled only if somebody asked for it`);
      continue;
    }
    const error = task.exception();
    const isAllowed = error !== null && mayEndWith.some((kind) => error instanceof kind);
    if (error !== null && !isAllowed) throw error;
    assert.ok(isAllowed || !cancelled.has(task), `the cancel of task ${i} is not lost`);
  }
  const ending = atEnd?.();
  if (ending !== undefined) yield* ending;
}

/** What the drivers call of a loop to run what is ready, which is not public. */
interface Stepped {
  readonly ready: { readonly remaining: number };
  readonly hostWaits: boolean;
  runReady(count: number): void;
}

/** Calls `fn` before each step of the loop. */
function beforeEachStep(loop: EventLoop, fn: () => void): void {
  const stepped = loop as unknown as Stepped;
  const runReady = stepped.runReady.bind(loop);
  stepped.runReady = (count) => {
    for (let left = Math.min(count, stepped.ready.remaining); left > 0; left--) {
      fn();
      runReady(1);
      if (stepped.hostWaits) break;
    }
  };
}
