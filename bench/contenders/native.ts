/** Native async functions and promises; a switch is an `await` of a promise that is already settled. */

import {
  crowd as asyncCrowd,
  switcher as asyncSwitcher,
  caller,
  closureCaller,
  waitingCaller,
} from "./async-programs.js";
import { latestTick } from "./host-ticks.js";
import { type Pass, serve } from "./serve.js";
import { Stopwatch } from "./stopwatch.js";
import { BATCH, CROWD, DEEP, napOf, noop } from "./workload.js";

const settled = Promise.resolve();
const pause = () => settled;

async function switcher(switches: number, watch: Stopwatch): Promise<void> {
  for (let i = 0; i < switches; i++) {
    await settled;
  }
  watch.cross();
}

async function crowd(tasks: number, switches: number): Promise<number> {
  const watch = new Stopwatch(tasks);
  const running: Promise<void>[] = [];
  watch.start();
  for (let i = 0; i < tasks; i++) {
    running.push(switcher(switches, watch));
  }
  for (const task of running) {
    await task;
  }
  return watch.ms;
}

async function child(): Promise<number> {
  return 1;
}

async function spawnJoin(tasks: number): Promise<number> {
  const watch = new Stopwatch();
  watch.start();
  for (let i = 0; i < tasks; i++) {
    await child();
  }
  watch.cross();
  return watch.ms;
}

interface Resolvers {
  readonly promise: Promise<number>;
  resolve(value: number): void;
}

/** `Promise.withResolvers`, which Node 20 has not. */
function resolvers(): Resolvers {
  let resolve: (value: number) => void = noop;
  const promise = new Promise<number>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

interface Table {
  ping: Resolvers;
  pong: Resolvers;
}

async function serveBalls(table: Table, rounds: number): Promise<void> {
  for (let i = 0; i < rounds; i++) {
    table.ping.resolve(i);
    await table.pong.promise;
    table.pong = resolvers();
  }
}

async function returnBalls(table: Table, rounds: number): Promise<void> {
  for (let i = 0; i < rounds; i++) {
    const ball = await table.ping.promise;
    table.ping = resolvers();
    table.pong.resolve(ball);
  }
}

async function pingPong(wakeups: number): Promise<number> {
  const rounds = Math.ceil(wakeups / 2);
  const table = { ping: resolvers(), pong: resolvers() };
  const watch = new Stopwatch();
  watch.start();
  const other = returnBalls(table, rounds);
  await serveBalls(table, rounds);
  await other;
  watch.cross();
  return watch.ms;
}

async function microtasks(callbacks: number): Promise<number> {
  const watch = new Stopwatch();
  watch.start();
  for (let left = callbacks; left > 0; left -= BATCH) {
    for (let i = 0; i < BATCH; i++) {
      queueMicrotask(noop);
    }
    await settled;
  }
  watch.cross();
  return watch.ms;
}

async function chain(depth: number, resumes: number): Promise<void> {
  if (depth > 1) {
    await chain(depth - 1, resumes);
    return;
  }
  for (let i = 0; i < resumes; i++) {
    await settled;
  }
}

async function resume(depth: number, resumes: number): Promise<number> {
  const watch = new Stopwatch();
  watch.start();
  await chain(depth, resumes);
  watch.cross();
  return watch.ms;
}

async function nap(): Promise<number> {
  await settled;
  return 1;
}

async function allOfCrowds(children: number): Promise<number> {
  const watch = new Stopwatch();
  watch.start();
  for (let left = children; left > 0; left -= CROWD) {
    await Promise.all(Array.from({ length: CROWD }, nap));
  }
  watch.cross();
  return watch.ms;
}

async function sleeper(ms: number): Promise<void> {
  await new Promise<void>((wake) => {
    setTimeout(wake, ms);
  });
}

async function sleepers(tasks: number, pass: Pass): Promise<number> {
  const watch = new Stopwatch();
  const running: Promise<void>[] = [];
  watch.start();
  for (let i = 0; i < tasks; i++) {
    running.push(sleeper(napOf(i) + pass.restMs));
  }
  pass.atPeak();
  for (const task of running) {
    await task;
  }
  watch.cross();
  return watch.ms;
}

async function bareTest(): Promise<void> {}

async function bareTests(tests: number): Promise<number> {
  const watch = new Stopwatch();
  watch.start();
  for (let i = 0; i < tests; i++) {
    await bareTest();
  }
  watch.cross();
  return watch.ms;
}

await serve({
  "switch/1": (ops) => crowd(1, ops),
  "switch/1000": (ops) => crowd(CROWD, ops / CROWD),
  "spawn-join": spawnJoin,
  // A call of an async function starts it at once.
  "spawn-join/eager": spawnJoin,
  "ping-pong": pingPong,
  "call-soon": microtasks,
  "depth/1": (ops) => resume(1, ops),
  "depth/50": (ops) => resume(DEEP, ops),
  sleepers,
  "host-tick": latestTick,
  "empty-test": bareTests,
  "async/switch": (ops) => asyncCrowd(asyncSwitcher, ops, pause),
  "async/call": (ops) => asyncCrowd(caller, ops, pause),
  "async/call-waits": (ops) => asyncCrowd(waitingCaller, ops, pause),
  "async/closure": (ops) => asyncCrowd(closureCaller, ops, pause),
  "gather/1000": allOfCrowds,
});
