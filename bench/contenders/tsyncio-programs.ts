/** The coroutines of both tsyncio contenders, which differ only in how their loop waits. */
import { type Coroutine, type Future, getRunningLoop, sleep, type Task, type TaskOptions } from "tsyncio";
import type { Pass, Programs } from "./serve.js";
import { Stopwatch } from "./stopwatch.js";
import { layerProgramsOn } from "./tsyncio-layer-programs.js";
import { BATCH, CROWD, DEEP, napOf, noop } from "./workload.js";

function* switcher(switches: number, watch: Stopwatch): Coroutine<void> {
  for (let i = 0; i < switches; i++) {
    yield* sleep(0);
  }
  watch.cross();
}

function* crowd(tasks: number, switches: number): Coroutine<number> {
  const loop = getRunningLoop();
  const watch = new Stopwatch(tasks);
  const running: Task<void>[] = [];
  for (let i = 0; i < tasks; i++) {
    running.push(loop.createTask(switcher(switches, watch)));
  }
  watch.start();
  for (const task of running) {
    yield* task;
  }
  return watch.ms;
}

function* child(): Coroutine<number> {
  return 1;
}

const AT_ONCE: TaskOptions = { eagerStart: true };

function* spawnJoin(tasks: number, options?: TaskOptions): Coroutine<number> {
  const loop = getRunningLoop();
  const watch = new Stopwatch();
  watch.start();
  for (let i = 0; i < tasks; i++) {
    yield* loop.createTask(child(), options);
  }
  watch.cross();
  return watch.ms;
}

interface Table {
  ping: Future<number>;
  pong: Future<number>;
}

function* serveBalls(table: Table, rounds: number): Coroutine<void> {
  const loop = getRunningLoop();
  for (let i = 0; i < rounds; i++) {
    table.ping.setResult(i);
    yield* table.pong;
    table.pong = loop.createFuture<number>();
  }
}

function* returnBalls(table: Table, rounds: number): Coroutine<void> {
  const loop = getRunningLoop();
  for (let i = 0; i < rounds; i++) {
    const ball = yield* table.ping;
    table.ping = loop.createFuture<number>();
    table.pong.setResult(ball);
  }
}

function* pingPong(wakeups: number): Coroutine<number> {
  const loop = getRunningLoop();
  const rounds = Math.ceil(wakeups / 2);
  const table = { ping: loop.createFuture<number>(), pong: loop.createFuture<number>() };
  const watch = new Stopwatch();
  watch.start();
  const other = loop.createTask(returnBalls(table, rounds));
  yield* serveBalls(table, rounds);
  yield* other;
  watch.cross();
  return watch.ms;
}

function* callbacks(count: number): Coroutine<number> {
  const loop = getRunningLoop();
  const watch = new Stopwatch();
  watch.start();
  for (let left = count; left > 0; left -= BATCH) {
    for (let i = 0; i < BATCH; i++) {
      loop.callSoon(noop);
    }
    yield* sleep(0);
  }
  watch.cross();
  return watch.ms;
}

function* chain(depth: number, resumes: number): Coroutine<void> {
  if (depth > 1) {
    yield* chain(depth - 1, resumes);
    return;
  }
  for (let i = 0; i < resumes; i++) {
    yield* sleep(0);
  }
}

function* resume(depth: number, resumes: number): Coroutine<number> {
  const watch = new Stopwatch();
  const task = getRunningLoop().createTask(chain(depth, resumes));
  watch.start();
  yield* task;
  watch.cross();
  return watch.ms;
}

function* sleeper(ms: number): Coroutine<void> {
  yield* sleep(ms);
}

function* sleepers(tasks: number, pass: Pass): Coroutine<number> {
  const loop = getRunningLoop();
  const watch = new Stopwatch();
  const running: Task<void>[] = [];
  watch.start();
  for (let i = 0; i < tasks; i++) {
    running.push(loop.createTask(sleeper(napOf(i) + pass.restMs)));
  }
  yield* sleep(0);
  pass.atPeak();
  for (const task of running) {
    yield* task;
  }
  watch.cross();
  return watch.ms;
}

/** Runs a program on a loop. */
export type Drive = (main: Coroutine<number>) => number | Promise<number>;

/** Every program, each run by `drive` on a loop of its own. */
export function programsOn(drive: Drive): Programs {
  return {
    "switch/1": (ops) => drive(crowd(1, ops)),
    "switch/1000": (ops) => drive(crowd(CROWD, ops / CROWD)),
    "spawn-join": (ops) => drive(spawnJoin(ops)),
    "spawn-join/eager": (ops) => drive(spawnJoin(ops, AT_ONCE)),
    "ping-pong": (ops) => drive(pingPong(ops)),
    "call-soon": (ops) => drive(callbacks(ops)),
    "depth/1": (ops) => drive(resume(1, ops)),
    "depth/50": (ops) => drive(resume(DEEP, ops)),
    sleepers: (ops, pass) => drive(sleepers(ops, pass)),
    ...layerProgramsOn(drive),
  };
}
