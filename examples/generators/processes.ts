/*
 * The same with generator coroutines, which no tool compiles: node build/examples/generators/processes.js
 *
 * Processes share nothing, an event loop least of all: each makes its own. Here each runs a coroutine on it, and the
 * main process gathers the results while its own loop goes on.
 */
import assert from "node:assert/strict";
import {
  type Coroutine,
  exported,
  getEventLoop,
  getRunningLoop,
  isMainModule,
  Process,
  run,
  sleep,
} from "tsyncio";
import { countPrimes } from "../primes.js";
import { milliseconds, print, type Say } from "../report.js";

const PROCESSES = 3;
const LIMIT = 300_000;
const STEPS = 10;
const TICK = 10;

/** What a process did. */
export interface Share {
  readonly pid: number;
  readonly loop: string;
  readonly loopsAreOne: boolean;
  readonly turns: number;
  readonly primes: number;
}

/** What happened. */
export interface Result {
  readonly pids: readonly (number | null)[];
  readonly shares: readonly Share[];
  readonly primes: number;
  readonly expected: number;
  readonly ticks: number;
}

/** Runs in a process, on a loop that is made for it there. */
export function* countShare(start: number, end: number): Coroutine<Share> {
  const loop = getRunningLoop();
  const size = (end - start) / STEPS;
  let primes = 0;
  let turns = 0;
  function* countTurns(): Coroutine<void> {
    for (;;) {
      turns++;
      yield* sleep(0);
    }
  }
  const turning = loop.createTask(countTurns());
  for (let step = 0; step < STEPS; step++) {
    primes += countPrimes(start + step * size, start + (step + 1) * size);
    yield* sleep(1);
  }
  turning.cancel();
  return { pid: process.pid, loop: String(loop), loopsAreOne: getEventLoop() === loop, turns, primes };
}

const counting = exported(import.meta.url, countShare);

export async function main(say: Say = print): Promise<Result> {
  let ticks = 0;
  function* tick(): Coroutine<void> {
    for (;;) {
      yield* sleep(TICK);
      ticks++;
    }
  }

  const began = performance.now();
  const { pids, shares } = await run(function* () {
    getRunningLoop().createTask(tick());
    const size = LIMIT / PROCESSES;
    const children = Array.from({ length: PROCESSES }, (_, index) =>
      new Process(counting, [index * size, (index + 1) * size]).start(),
    );
    const shares: Share[] = [];
    for (const child of children) shares.push(yield* child);
    return { pids: children.map((child) => child.pid), shares };
  });
  const time = performance.now() - began;
  const primes = shares.reduce((sum, share) => sum + share.primes, 0);
  const expected = countPrimes(0, LIMIT);

  for (const share of shares) {
    say(`process ${share.pid}`, `ran a loop of its own, and found ${share.primes} primes`);
  }
  say(
    `this process, ${process.pid}`,
    `gathered ${primes} in ${milliseconds(time)}; its loop ticked ${ticks} times`,
  );

  assert.equal(new Set([process.pid, ...shares.map((share) => share.pid)]).size, PROCESSES + 1);
  assert.deepEqual(
    shares.map((share) => share.pid),
    pids,
  );
  assert.ok(
    shares.every((share) => share.loopsAreOne && share.turns > STEPS),
    "each process should run a loop of its own",
  );
  assert.equal(primes, expected);
  assert.ok(ticks > 1, "the main loop should go on");
  return { pids, shares, primes, expected, ticks };
}

if (isMainModule(import.meta.url)) await main();
