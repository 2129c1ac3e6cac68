import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CancelledError,
  type Coroutine,
  DeadlockError,
  type EventLoop,
  getEventLoop,
  HostPromiseError,
  InvalidStateError,
  newEventLoop,
  Runner,
  RuntimeError,
  run,
  runSync,
  setEventLoop,
  sleep,
  TimeoutError,
  VirtualClock,
} from "tsyncio";
import { runProgram } from "../support/child.js";
import { thrownBy } from "../support/thrown.js";
import { onEveryWayOfWaiting, virtualLoop } from "../support/ways.js";

test("errors: each is an Error with its class's name and a stable code", () => {
  const errors: [Error & { code: string }, string, string][] = [
    [new RuntimeError("m"), "RuntimeError", "ERR_RUNTIME"],
    [new RuntimeError("m", "ERR_MINE"), "RuntimeError", "ERR_MINE"],
    [new CancelledError("m"), "CancelledError", "ERR_CANCELLED"],
    [new TimeoutError("m"), "TimeoutError", "ERR_TIMEOUT"],
    [new InvalidStateError("m"), "InvalidStateError", "ERR_INVALID_STATE"],
    [new HostPromiseError("m"), "HostPromiseError", "ERR_HOST_PROMISE"],
    [new DeadlockError("m"), "DeadlockError", "ERR_DEADLOCK"],
  ];
  for (const [error, name, code] of errors) {
    assert.ok(error instanceof Error);
    assert.deepEqual([error.name, error.code], [name, code]);
    assert.match(error.message, /m/);
    assert.match(String(error.stack), new RegExp(`^${name}: `));
  }
});

test("errors: those of a refused call are RuntimeErrors, the others are not", () => {
  assert.ok(new HostPromiseError("m") instanceof RuntimeError);
  assert.ok(new DeadlockError("m") instanceof RuntimeError);
  for (const Class of [CancelledError, TimeoutError, InvalidStateError]) {
    assert.ok(!(new Class("m") instanceof RuntimeError));
  }
});

test("errors: take a cause", () => {
  const cause = new Error("cause");
  assert.equal(new RuntimeError("m", "ERR_MINE", { cause }).cause, cause);
  assert.equal(new HostPromiseError("m", { cause }).cause, cause);
  assert.equal(new CancelledError("m", { cause }).cause, cause);
});

test("HostPromiseError: says why the wait could never end, and the ways out", () => {
  const { message } = new HostPromiseError("Cannot await fetch()");
  assert.match(message, /^Cannot await fetch\(\) in a loop that blocks its thread/);
  assert.match(message, /never end.*await run\(main\).*await loop\.run\(main\).*generator coroutine.*thread/);
});

test("DeadlockError: lists who waits for what, if somebody does", () => {
  assert.match(new DeadlockError("").message, /nothing ready, no timer, and nothing outside.*never end\.$/);
  using loop = virtualLoop();
  function* wait(): Coroutine<void> {
    yield* loop.createFuture();
  }
  const first = loop.createTask(wait(), { name: "first" });
  loop.createTask(sleep(1), { name: "ends in time" });
  function* join(): Coroutine<void> {
    yield* first;
  }
  loop.createTask(join(), { name: "second" });
  const error = thrownBy(() => loop.runForever());
  assert.ok(error instanceof DeadlockError);
  const waits = error.message.split("\n").slice(1);
  assert.deepEqual(waits, [
    "  <Task pending name='second'> waits for <Task pending name='first'>",
    "  └ <Task pending name='first'> waits for <Future pending>",
  ]);
  loop.setExceptionHandler(() => {});
});

test("DeadlockError: the loop can run on after it", () => {
  using loop = virtualLoop();
  const future = loop.createFuture<number>();
  assert.throws(() => loop.runUntilComplete(future), { name: "DeadlockError", code: "ERR_DEADLOCK" });
  assert.equal(loop.isRunning(), false);
  future.setResult(1);
  assert.equal(loop.runUntilComplete(future), 1);
});

test("DeadlockError: in real time too, and as a guest once the host has nothing left to do", () => {
  using loop = newEventLoop();
  assert.throws(() => loop.runUntilComplete(loop.createFuture()), { code: "ERR_DEADLOCK" });
  const { output, status } = runProgram(`
    import { newEventLoop } from "tsyncio";
    const loop = newEventLoop();
    loop.run(loop.createFuture()).catch((error) => console.log(error.code));
  `);
  assert.deepEqual({ output, status }, { output: "ERR_DEADLOCK", status: 0 });
});

onEveryWayOfWaiting("run: refuses a function that returns nothing to wait for", async (way) => {
  const mains: [() => unknown, RegExp][] = [
    [() => 5, /returned number 5/],
    [() => undefined, /returned undefined/],
    [() => ({}), /returned \[object Object\]/],
    [() => sleep, /returned the function 'sleep': call it/],
  ];
  for (const [main, message] of mains) {
    await assert.rejects(way.run(main as () => Coroutine<void>), { name: "TypeError", message });
  }
  function named(): number {
    return 1;
  }
  await assert.rejects(way.run(named as unknown as () => Coroutine<void>), {
    message: /Cannot run 'named': it should return a coroutine or a promise/,
  });
});

onEveryWayOfWaiting("run: refuses what is no main at all", async (way) => {
  for (const main of [5, null, undefined, {}]) {
    await assert.rejects(way.run(main as unknown as Coroutine<void>), {
      name: "TypeError",
      message: /awaitable|coroutine/,
    });
  }
  assert.equal(await way.run(sleep(1, "not harmed")), "not harmed");
});

onEveryWayOfWaiting("run: what a main function throws before it returns is the run's error", async (way) => {
  await assert.rejects(
    way.run(() => {
      throw new RangeError("at once");
    }),
    { name: "RangeError", message: "at once" },
  );
  assert.equal(way.loop.isRunning(), false);
});

onEveryWayOfWaiting("run, runSync: refuse a call inside a running loop, with the way out", async (way) => {
  const refusals: Promise<void>[] = [];
  const nested = (name: string) => ({
    name: "RuntimeError",
    code: "ERR_NESTED_RUN",
    message: new RegExp(`${name}\\(\\) cannot be called from a running event loop.*yield\\*.*Thread`),
  });
  await way.run(function* () {
    assert.throws(() => runSync(sleep(1)), nested("runSync"));
    refusals.push(assert.rejects(run(sleep(1)), nested("run")));
    yield* sleep(1);
  });
  await Promise.all(refusals);
});

test("Runner: closed, it refuses to run", async () => {
  const runner = new Runner({ clock: new VirtualClock() });
  assert.equal(runner.runSync(sleep(1, "ran")), "ran");
  runner.close();
  const closed = { name: "RuntimeError", code: "ERR_RUNNER_CLOSED", message: /Runner is closed/ };
  assert.throws(() => runner.getLoop(), closed);
  assert.throws(() => runner.runSync(sleep(1)), closed);
  await assert.rejects(runner.run(sleep(1)), closed);
});

test("setEventLoop: refuses what is no loop", () => {
  for (const value of [5, {}, undefined]) {
    assert.throws(() => setEventLoop(value as unknown as EventLoop), {
      name: "TypeError",
      message: /Cannot set the event loop: an EventLoop or null is expected, got/,
    });
  }
});

test("getEventLoop: where the loop was taken away, an error says how to get one", () => {
  setEventLoop(null);
  assert.throws(() => getEventLoop(), {
    name: "RuntimeError",
    code: "ERR_NO_CURRENT_LOOP",
    message: /no current event loop.*newEventLoop\(\).*setEventLoop\(loop\)/,
  });
});

test("VirtualClock: refuses a start that is no time", () => {
  for (const start of [Number.NaN, Number.POSITIVE_INFINITY, "5" as unknown as number]) {
    assert.throws(() => new VirtualClock({ start }), {
      name: "RangeError",
      message: /Cannot start a VirtualClock at .*: a finite number/,
    });
  }
});
