/** Effect: fibers under its default scheduler; a switch is `Effect.yieldNow`. */
import { Deferred, Effect, Fiber } from "effect";
import { packageVersion } from "./package-version.js";
import { type Pass, serve } from "./serve.js";
import { Stopwatch } from "./stopwatch.js";
import { CROWD, DEEP, napOf } from "./workload.js";

type Body<T> = Generator<Effect.Effect<unknown>, T, never>;

/** A fiber of a generator function that is made once. */
function coroutine<T, Args extends readonly unknown[]>(
  body: (...args: Args) => Body<T>,
  ...args: Args
): Effect.Effect<T> {
  return Effect.gen(() => body(...args)) as Effect.Effect<T>;
}

function* switcher(switches: number, watch: Stopwatch): Body<void> {
  for (let i = 0; i < switches; i++) {
    yield* Effect.yieldNow;
  }
  watch.cross();
}

function* crowd(tasks: number, switches: number): Body<number> {
  const watch = new Stopwatch(tasks);
  const fibers: Fiber.Fiber<void>[] = [];
  for (let i = 0; i < tasks; i++) {
    fibers.push(yield* Effect.forkChild(coroutine(switcher, switches, watch)));
  }
  watch.start();
  for (const fiber of fibers) {
    yield* Fiber.join(fiber);
  }
  return watch.ms;
}

function* childBody(): Body<number> {
  return 1;
}

const child = coroutine(childBody);

const AT_ONCE = { startImmediately: true };

function* spawnJoin(tasks: number, options: typeof AT_ONCE | undefined): Body<number> {
  const watch = new Stopwatch();
  watch.start();
  for (let i = 0; i < tasks; i++) {
    yield* Fiber.join(yield* Effect.forkChild(child, options));
  }
  watch.cross();
  return watch.ms;
}

interface Table {
  ping: Deferred.Deferred<number>;
  pong: Deferred.Deferred<number>;
}

function* serveBalls(table: Table, rounds: number): Body<void> {
  for (let i = 0; i < rounds; i++) {
    yield* Deferred.succeed(table.ping, i);
    yield* Deferred.await(table.pong);
    table.pong = yield* Deferred.make<number>();
  }
}

function* returnBalls(table: Table, rounds: number): Body<void> {
  for (let i = 0; i < rounds; i++) {
    const ball = yield* Deferred.await(table.ping);
    table.ping = yield* Deferred.make<number>();
    yield* Deferred.succeed(table.pong, ball);
  }
}

function* pingPong(wakeups: number): Body<number> {
  const rounds = Math.ceil(wakeups / 2);
  const table = { ping: yield* Deferred.make<number>(), pong: yield* Deferred.make<number>() };
  const watch = new Stopwatch();
  watch.start();
  const other = yield* Effect.forkChild(coroutine(returnBalls, table, rounds));
  yield* coroutine(serveBalls, table, rounds);
  yield* Fiber.join(other);
  watch.cross();
  return watch.ms;
}

function* chain(depth: number, resumes: number): Body<void> {
  if (depth > 1) {
    yield* coroutine(chain, depth - 1, resumes);
    return;
  }
  for (let i = 0; i < resumes; i++) {
    yield* Effect.yieldNow;
  }
}

function* resume(depth: number, resumes: number): Body<number> {
  const watch = new Stopwatch();
  watch.start();
  yield* coroutine(chain, depth, resumes);
  watch.cross();
  return watch.ms;
}

function* sleepers(tasks: number, pass: Pass): Body<number> {
  const watch = new Stopwatch();
  const fibers: Fiber.Fiber<void>[] = [];
  watch.start();
  for (let i = 0; i < tasks; i++) {
    fibers.push(yield* Effect.forkChild(Effect.sleep(napOf(i) + pass.restMs)));
  }
  yield* Effect.yieldNow;
  pass.atPeak();
  for (const fiber of fibers) {
    yield* Fiber.join(fiber);
  }
  watch.cross();
  return watch.ms;
}

await serve(
  {
    "switch/1": (ops) => Effect.runPromise(coroutine(crowd, 1, ops)),
    "switch/1000": (ops) => Effect.runPromise(coroutine(crowd, CROWD, ops / CROWD)),
    "spawn-join": (ops) => Effect.runPromise(coroutine(spawnJoin, ops, undefined)),
    "spawn-join/eager": (ops) => Effect.runPromise(coroutine(spawnJoin, ops, AT_ONCE)),
    "ping-pong": (ops) => Effect.runPromise(coroutine(pingPong, ops)),
    "depth/1": (ops) => Effect.runPromise(coroutine(resume, 1, ops)),
    "depth/50": (ops) => Effect.runPromise(coroutine(resume, DEEP, ops)),
    sleepers: (ops, pass) => Effect.runPromise(coroutine(sleepers, ops, pass)),
  },
  await packageVersion("effect"),
);
