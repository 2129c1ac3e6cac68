/**
 * Effection: structured tasks; a switch is an action that resolves at once, which puts its task behind the others
 * that are ready. (Its `sleep(0)` is a `setTimeout` of 1 ms.)
 */
import {
  action,
  type Operation,
  run,
  sleep,
  spawn,
  type Task,
  type WithResolvers,
  withResolvers,
} from "effection";
import { packageVersion } from "./package-version.js";
import { type Pass, serve } from "./serve.js";
import { Stopwatch } from "./stopwatch.js";
import { CROWD, DEEP, napOf, noop } from "./workload.js";

const giveWay = action<void>((resolve) => {
  resolve();
  return noop;
});

function* switcher(switches: number, watch: Stopwatch): Operation<void> {
  for (let i = 0; i < switches; i++) {
    yield* giveWay;
  }
  watch.cross();
}

function* crowd(tasks: number, switches: number): Operation<number> {
  const watch = new Stopwatch(tasks);
  const running: Task<void>[] = [];
  for (let i = 0; i < tasks; i++) {
    running.push(yield* spawn(() => switcher(switches, watch)));
  }
  watch.start();
  for (const task of running) {
    yield* task;
  }
  return watch.ms;
}

function* child(): Operation<number> {
  return 1;
}

function* spawnJoin(tasks: number): Operation<number> {
  const watch = new Stopwatch();
  watch.start();
  for (let i = 0; i < tasks; i++) {
    yield* yield* spawn(child);
  }
  watch.cross();
  return watch.ms;
}

interface Table {
  ping: WithResolvers<number>;
  pong: WithResolvers<number>;
}

function* serveBalls(table: Table, rounds: number): Operation<void> {
  for (let i = 0; i < rounds; i++) {
    table.ping.resolve(i);
    yield* table.pong.operation;
    table.pong = withResolvers<number>();
  }
}

function* returnBalls(table: Table, rounds: number): Operation<void> {
  for (let i = 0; i < rounds; i++) {
    const ball = yield* table.ping.operation;
    table.ping = withResolvers<number>();
    table.pong.resolve(ball);
  }
}

function* pingPong(wakeups: number): Operation<number> {
  const rounds = Math.ceil(wakeups / 2);
  const table = { ping: withResolvers<number>(), pong: withResolvers<number>() };
  const watch = new Stopwatch();
  watch.start();
  const other = yield* spawn(() => returnBalls(table, rounds));
  yield* serveBalls(table, rounds);
  yield* other;
  watch.cross();
  return watch.ms;
}

function* chain(depth: number, resumes: number): Operation<void> {
  if (depth > 1) {
    yield* chain(depth - 1, resumes);
    return;
  }
  for (let i = 0; i < resumes; i++) {
    yield* giveWay;
  }
}

function* resume(depth: number, resumes: number): Operation<number> {
  const watch = new Stopwatch();
  watch.start();
  yield* chain(depth, resumes);
  watch.cross();
  return watch.ms;
}

function* sleeper(ms: number): Operation<void> {
  yield* sleep(ms);
}

function* sleepers(tasks: number, pass: Pass): Operation<number> {
  const watch = new Stopwatch();
  const running: Task<void>[] = [];
  watch.start();
  for (let i = 0; i < tasks; i++) {
    running.push(yield* spawn(() => sleeper(napOf(i) + pass.restMs)));
  }
  // A parent goes before its children, so only the host's turn lets them all begin.
  yield* sleep(0);
  pass.atPeak();
  for (const task of running) {
    yield* task;
  }
  watch.cross();
  return watch.ms;
}

await serve(
  {
    "switch/1": (ops) => run(() => crowd(1, ops)),
    "switch/1000": (ops) => run(() => crowd(CROWD, ops / CROWD)),
    "spawn-join": (ops) => run(() => spawnJoin(ops)),
    "ping-pong": (ops) => run(() => pingPong(ops)),
    "depth/1": (ops) => run(() => resume(1, ops)),
    "depth/50": (ops) => run(() => resume(DEEP, ops)),
    sleepers: (ops, pass) => run(() => sleepers(ops, pass)),
  },
  await packageVersion("effection"),
);
