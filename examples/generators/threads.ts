/*
 * The same with generator coroutines, which no tool compiles: node build/examples/generators/threads.js
 *
 * A thread that needs an event loop makes one: it inherits none. It sets the loop as its current one, runs it, which
 * blocks that thread only, and closes it, while the main thread's loop goes on.
 */
import assert from "node:assert/strict";
import { threadId } from "node:worker_threads";
import {
  type Coroutine,
  exported,
  getEventLoop,
  getRunningLoop,
  isMainModule,
  newEventLoop,
  parentLoop,
  run,
  setEventLoop,
  sleep,
  Thread,
} from "tsyncio";
import { countPrimes } from "../primes.js";
import { milliseconds, print, type Say } from "../report.js";

const LIMIT = 300_000;
const STEPS = 10;
const TICK = 10;

/** What a thread saw. */
export interface Seen {
  readonly threadId: number;
  readonly inherited: string;
  readonly currentIsMine: boolean;
  readonly runningIsMine: boolean;
  readonly primes: number;
}

/** What happened. */
export interface Result {
  readonly seen: Seen;
  readonly ticks: number;
  readonly calls: readonly number[];
  readonly expected: number;
}

/** Runs in the thread. */
export function countInThread(limit: number): Seen {
  const inherited = describeCurrentLoop();
  const loop = newEventLoop();
  setEventLoop(loop);
  try {
    const { running, primes } = loop.runUntilComplete(countInSteps(limit));
    return {
      threadId,
      inherited,
      currentIsMine: getEventLoop() === loop,
      runningIsMine: running === loop,
      primes,
    };
  } finally {
    setEventLoop(null);
    loop.close();
  }
}

/** Runs in the thread's loop. */
function* countInSteps(limit: number): Coroutine<{ running: object; primes: number }> {
  let primes = 0;
  for (let step = 0; step < STEPS; step++) {
    primes += countPrimes((step * limit) / STEPS, ((step + 1) * limit) / STEPS);
    parentLoop().callSoonThreadsafe(progress, step + 1);
    yield* sleep(1);
  }
  return { running: getRunningLoop(), primes };
}

function describeCurrentLoop(): string {
  try {
    return String(getEventLoop());
  } catch (error) {
    return (error as Error).message;
  }
}

/** Runs in the main thread's loop: the thread hands it calls. */
export function noteProgress(step: number): void {
  calls.push(step);
}

const calls: number[] = [];
const progress = exported(import.meta.url, noteProgress);
const counting = exported(import.meta.url, countInThread);

export async function main(say: Say = print): Promise<Result> {
  calls.length = 0;
  let ticks = 0;
  function* tick(): Coroutine<void> {
    for (;;) {
      yield* sleep(TICK);
      ticks++;
    }
  }

  const began = performance.now();
  const seen = await run(function* () {
    getRunningLoop().createTask(tick());
    const thread = new Thread(counting, [LIMIT], { name: "counter" });
    return yield* thread.start();
  });
  const time = performance.now() - began;
  const expected = countPrimes(0, LIMIT);

  say("getEventLoop() there", `"${seen.inherited}"`);
  say(`thread ${seen.threadId}`, `made a loop, set it, ran it, closed it, and found ${seen.primes} primes`);
  say(`thread ${threadId}, the main one`, `its loop ticked ${ticks} times in those ${milliseconds(time)}`);
  say("calls into its loop", `${calls.length}, from the thread: steps ${calls.join(" ")}`);

  assert.notEqual(seen.threadId, threadId);
  assert.match(seen.inherited, /^There is no current event loop in this thread/);
  assert.ok(seen.currentIsMine && seen.runningIsMine, "the thread should run its own loop");
  assert.equal(seen.primes, expected);
  assert.ok(ticks > 1, "the main loop should go on");
  assert.deepEqual(
    calls,
    Array.from({ length: STEPS }, (_, index) => index + 1),
  );
  return { seen, ticks, calls: [...calls], expected };
}

if (isMainModule(import.meta.url)) await main();
