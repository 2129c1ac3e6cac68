import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import {
  CancelledError,
  type Coroutine,
  type EventLoop,
  GuestRunner,
  getRunningLoop,
  newEventLoop,
  sleep,
  VirtualClock,
} from "tsyncio";
import { SteppedHost } from "tsyncio/testing";
import { collectReports } from "./collect-reports.js";

const HOUR = 3_600_000;

function virtual(): GuestRunner {
  return new GuestRunner({ clock: new VirtualClock() });
}

/** Lets the host work until the promise is settled. */
async function pump<T>(host: SteppedHost, promise: Promise<T>): Promise<T> {
  let isSettled = false;
  const settled = () => {
    isSettled = true;
  };
  promise.then(settled, settled);
  while (!isSettled) {
    host.drain();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return await promise;
}

test("GuestRunner.run: mains run beside each other, each with its own result or error", async () => {
  await using runner = virtual();
  const order: string[] = [];
  function* work(name: string, ms: number): Coroutine<string> {
    yield* sleep(ms);
    order.push(name);
    if (name === "broken") throw new Error("oops");
    return name;
  }
  const results = await Promise.allSettled([
    runner.run(work("slow", HOUR)),
    runner.run(() => work("broken", 20)),
    runner.run(work("fast", 10)),
    runner.run(async () => "native"),
  ]);
  assert.deepEqual(order, ["fast", "broken", "slow"]);
  assert.deepEqual(
    results.map((result) => (result.status === "fulfilled" ? result.value : String(result.reason))),
    ["slow", "Error: oops", "fast", "native"],
  );
});

test("GuestRunner.run: a main can be given at any time, also inside the loop", async () => {
  await using runner = virtual();
  assert.equal(await runner.run(sleep(1, "first")), "first");
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(await runner.run(sleep(1, "later")), "later");
  const inner = await runner.run(async () => await runner.run(sleep(1, "inside")));
  assert.equal(inner, "inside");
});

test("GuestRunner.run: tasks that a main left go on after it", async () => {
  await using runner = new GuestRunner();
  let done: () => void = () => {};
  const background = new Promise<void>((resolve) => {
    done = resolve;
  });
  await runner.run(function* () {
    getRunningLoop().createTask(
      (function* () {
        yield* sleep(2);
        done();
      })(),
    );
  });
  await background;
});

test("GuestRunner.run: signal cancels its main alone, which cleans up first", async () => {
  await using runner = new GuestRunner();
  const steps: string[] = [];
  const controller = new AbortController();
  const cancelled = runner.run(
    (function* () {
      try {
        yield* sleep(HOUR);
      } finally {
        yield* sleep(1);
        steps.push("cleaned up");
      }
    })(),
    { signal: controller.signal },
  );
  const other = runner.run(sleep(5, "other"));
  runner.getLoop().callSoon(() => controller.abort(new Error("gone")));
  await assert.rejects(cancelled, (error) => error instanceof CancelledError && error.message === "gone");
  assert.deepEqual(steps, ["cleaned up"]);
  assert.equal(await other, "other");
});

test("GuestRunner.run: with a signal that has aborted, main never begins", async () => {
  await using runner = virtual();
  let began = false;
  const run = runner.run(
    function* () {
      began = true;
    },
    { signal: AbortSignal.abort() },
  );
  await assert.rejects(run, CancelledError);
  assert.equal(began, false);
});

test("GuestRunner.run: a signal cancels what main waits for, be it a future", async () => {
  await using runner = virtual();
  const future = runner.getLoop().createFuture();
  const controller = new AbortController();
  const run = runner.run(future, { signal: controller.signal });
  runner.getLoop().callSoon(() => controller.abort());
  await assert.rejects(run, CancelledError);
  assert.equal(future.cancelled(), true);
});

test("GuestRunner.aclose: cancels all tasks, waits for them, then closes the loop", async () => {
  const runner = new GuestRunner();
  const loop = runner.getLoop();
  const steps: string[] = [];
  function* work(name: string): Coroutine<void> {
    try {
      yield* sleep(HOUR);
    } finally {
      yield* sleep(1);
      steps.push(name);
    }
  }
  const run = assert.rejects(runner.run(work("main")), CancelledError);
  loop.createTask(work("background"));
  await new Promise((resolve) => loop.callSoon(resolve, null));
  await Promise.all([runner.aclose(), runner.aclose()]);
  await run;
  assert.deepEqual(steps.sort(), ["background", "main"]);
  assert.equal(loop.isClosed(), true);
});

test("GuestRunner.aclose: reports the error of a task that nobody asked for", async () => {
  const runner = new GuestRunner();
  const reports = collectReports(runner.getLoop());
  runner.getLoop().createTask(
    (function* () {
      try {
        yield* sleep(HOUR);
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: the error is the point
        throw new Error("oops");
      }
    })(),
  );
  await new Promise((resolve) => runner.getLoop().callSoon(resolve, null));
  await runner.aclose();
  assert.deepEqual(
    reports.map(({ exception }) => String(exception)),
    ["Error: oops"],
  );
});

test("GuestRunner: once closed, it refuses to run", async () => {
  const runner = virtual();
  const closing = runner.aclose();
  const refused = { code: "ERR_RUNNER_CLOSED", message: "GuestRunner is closed: make a new one" };
  await assert.rejects(runner.run(sleep(1)), refused);
  assert.throws(() => runner.getLoop(), refused);
  await closing;
  await assert.rejects(runner.run(sleep(1)), refused);
});

test("GuestRunner: host and loopFactory are used for all that it runs", async () => {
  const host = new SteppedHost();
  let loop: EventLoop | undefined;
  const runner = new GuestRunner({
    host,
    loopFactory: () => {
      loop = newEventLoop({ clock: host.clock });
      return loop;
    },
  });
  assert.equal(runner.getLoop(), loop);
  const run = runner.run(sleep(10, "slept"));
  const left = assert.rejects(runner.run(sleep(HOUR)), CancelledError);
  host.drain();
  host.advance(10);
  host.drain();
  assert.equal(await run, "slept");
  await pump(host, runner.aclose());
  await left;
});

test("GuestRunner: an idle host is no deadlock while there is no task", async () => {
  const host = new SteppedHost();
  const runner = new GuestRunner({ host });
  const loop = runner.getLoop();
  const reports = collectReports(loop);
  host.drain();
  host.goIdle();
  await new Promise((resolve) => setImmediate(resolve));
  const called = new Promise((resolve) => loop.callSoon(resolve, "called"));
  assert.equal(await pump(host, called), "called");
  host.goIdle();
  await new Promise((resolve) => setImmediate(resolve));
  const run = runner.run(function* () {
    return "still there";
  });
  assert.equal(await pump(host, run), "still there");
  host.goIdle();
  await pump(host, runner.aclose());
  assert.deepEqual(reports, []);
});

test("GuestRunner.run: rejects with DeadlockError when the host has nothing left to do", async () => {
  const host = new SteppedHost();
  const runner = new GuestRunner({ host });
  const run = runner.run(runner.getLoop().createFuture());
  host.drain();
  host.goIdle();
  await assert.rejects(run, { code: "ERR_DEADLOCK" });
  const again = runner.run(function* () {
    return "works again";
  });
  assert.equal(await pump(host, again), "works again");
  await pump(host, runner.aclose());
});

test("GuestRunner: background tasks that can't go on are reported, and keep no process alive", () => {
  const program = `
    import { GuestRunner, sleep } from "tsyncio";
    const runner = new GuestRunner();
    console.log(await runner.run(sleep(1, "done")));
    runner.getLoop().createTask((function* () { yield* runner.getLoop().createFuture(); })());
  `;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    encoding: "utf8",
    timeout: 10_000,
  });
  assert.equal(stdout, "done\n");
  assert.match(stderr, /^A GuestRunner was not closed, and its tasks can't go on: call aclose\(\) first/);
  assert.match(stderr, /Deadlock/);
  assert.equal(status, 0);
});
