import assert from "node:assert/strict";
import { test } from "node:test";
import {
  aiter,
  CancelledError,
  type Coroutine,
  createTask,
  currentTask,
  Event,
  type EventLoop,
  type Future,
  getEventLoop,
  getRunningLoop,
  newEventLoop,
  setEventLoop,
  sleep,
  VirtualClock,
  wrapFuture,
} from "tsyncio";
import { start } from "tsyncio/managed";
import { addCleanup, isolated } from "tsyncio/testing";

const HOUR = 3_600_000;

test("isolated: a generator, an async function, one that returns an awaitable and a plain one can be bodies", async () => {
  const ran: string[] = [];
  await isolated(function* () {
    yield* sleep(HOUR);
    ran.push("generator");
  })();
  await isolated(async () => {
    await sleep(HOUR);
    ran.push("async function");
  })();
  await isolated(() => sleep(HOUR))();
  await isolated(() => {
    ran.push("plain");
  })();
  assert.deepEqual(ran, ["generator", "async function", "plain"]);
});

test("isolated: a managed async function can be the body, and runs on the loop alone", async () => {
  let end = 0;
  await isolated(() =>
    start<void>(
      (function* () {
        yield sleep(HOUR); // what `await sleep(HOUR)` is compiled to
        end = getRunningLoop().time();
      })(),
    ),
  )();
  assert.equal(end, HOUR);
  const stuck = isolated(() =>
    start<void>(
      (function* () {
        yield new Event().wait();
      })(),
    ),
  );
  await assert.rejects(stuck(), { code: "ERR_DEADLOCK" });
});

test("isolated: async generators that were left are closed on the loop", async () => {
  const steps: string[] = [];
  async function* numbers(): AsyncGenerator<number> {
    try {
      yield 1;
      yield 2;
    } finally {
      steps.push("closed");
    }
  }
  await isolated(function* () {
    const items = aiter(numbers());
    assert.ok(yield* items.moveNext());
    assert.equal(items.current, 1);
    yield* sleep(1);
  })();
  assert.deepEqual(steps, ["closed"]);
});

test("isolated: the loop is new, current while the test runs, and closed afterwards", async () => {
  const before = newEventLoop();
  setEventLoop(before);
  const loops: EventLoop[] = [];
  const body = isolated(function* () {
    loops.push(getRunningLoop());
    assert.equal(getEventLoop(), getRunningLoop());
    assert.equal(getRunningLoop().time(), 0);
    yield* sleep(1);
  });
  await body();
  await body();
  assert.equal(new Set(loops).size, 2);
  assert.ok(loops.every((loop) => loop.isClosed()));
  assert.equal(getEventLoop(), before);
  setEventLoop(null);
  before.close();
});

test("isolated: the body gets what the runner passes, and its this; the function has no parameters and the body's text", async () => {
  const body = isolated(function* named(
    this: { title: string },
    first: string,
    second: number,
  ): Coroutine<void> {
    assert.deepEqual([this.title, first, second], ["a context", "first", 2]);
    yield* sleep(1);
  });
  await body.call({ title: "a context" }, "first", 2);
  assert.equal(body.length, 0);
  assert.equal(body.name, "named");
  assert.match(body.toString(), /^function\* ?named/);
});

test("isolated: an error of the body is the test's, the very one", async () => {
  const error = new Error("of the body");
  const throwing = [
    isolated(function* () {
      yield* sleep(1);
      throw error;
    }),
    isolated(async () => {
      throw error;
    }),
    isolated(() => {
      throw error;
    }),
  ];
  for (const body of throwing) await assert.rejects(body(), (thrown) => thrown === error);
});

test("isolated: a body that throws undefined fails, too", async () => {
  const outcome = await isolated(function* () {
    yield* sleep(1);
    // biome-ignore lint/style/useThrowOnlyError: any value can be thrown
    throw undefined;
  })().then(
    () => "passed",
    (error: unknown) => error,
  );
  assert.equal(outcome, undefined);
});

test("isolated: several tests run at the same time, each in its own time, native async functions too", async () => {
  const ends: [string, number][] = [];
  const inItsOwnTime = (name: string, step: number) =>
    isolated(async () => {
      const loop = getRunningLoop();
      for (let i = 1; i <= 10; i++) {
        await sleep(step);
        assert.equal(getRunningLoop(), loop);
        assert.equal(getEventLoop(), loop);
        assert.equal(loop.time(), i * step);
      }
      ends.push([name, loop.time()]);
    })();
  const generator = isolated(function* () {
    for (let i = 0; i < 10; i++) yield* sleep(7);
    ends.push(["generator", getRunningLoop().time()]);
  })();
  await Promise.all([
    inItsOwnTime("slow", HOUR),
    inItsOwnTime("fast", 1),
    inItsOwnTime("steady", 1),
    generator,
  ]);
  assert.deepEqual(ends.sort(), [
    ["fast", 10],
    ["generator", 70],
    ["slow", 10 * HOUR],
    ["steady", 10],
  ]);
  assert.throws(() => getRunningLoop(), { code: "ERR_NO_RUNNING_LOOP" });
});

test("isolated: a test may run another, which has a loop, a time and leaks of its own", async () => {
  const steps: string[] = [];
  const note = (who: string) => steps.push(`${who} at ${getRunningLoop().time()}`);
  const inner = isolated(function* () {
    yield* sleep(5);
    note("inner");
    assert.equal(getEventLoop(), getRunningLoop());
  });
  const leaking = isolated(async () => {
    createTask(sleep(HOUR));
  });
  await isolated(async () => {
    await inner();
    await sleep(10);
    await inner();
    await assert.rejects(leaking(), { code: "ERR_LEAKED" });
    note("async function");
    assert.equal(getEventLoop(), getRunningLoop());
  })();
  await isolated(function* () {
    yield* wrapFuture(inner());
    yield* sleep(10);
    note("coroutine");
  })();
  assert.deepEqual(steps, [
    "inner at 5",
    "inner at 5",
    "async function at 10",
    "inner at 5",
    "coroutine at 10",
  ]);
});

test('isolated: clock "real" is the host\'s time, and a clock of your own is taken', async () => {
  await isolated(
    function* () {
      const before = performance.now();
      yield* sleep(5);
      assert.ok(performance.now() - before >= 4);
    },
    { clock: "real" },
  )();
  await isolated(
    function* () {
      yield* sleep(5);
      assert.equal(getRunningLoop().time(), 1005);
    },
    { clock: new VirtualClock({ start: 1000 }) },
  )();
});

test("isolated: what is no function, no clock or no setting is refused at once", () => {
  assert.throws(() => isolated("body" as never), {
    name: "TypeError",
    message: "Cannot isolate a test: its body is string, and must be a function",
  });
  assert.throws(() => isolated(() => {}, { clock: "fake" as never }), {
    name: "TypeError",
    message: 'Cannot isolate a test with the clock fake: "virtual", "real" or a Clock is expected',
  });
  assert.throws(() => isolated(() => {}, { leaks: "print" as never }), {
    name: "TypeError",
    message: 'Cannot isolate a test with leaks print: "fail" or "ignore" is expected',
  });
});

test("isolated: the signal of the runner's context cancels the body, and the cleanups still run", async () => {
  const controller = new AbortController();
  const steps: string[] = [];
  const running = isolated(function* (_context: { signal: AbortSignal }) {
    addCleanup(function* () {
      yield* sleep(1);
      steps.push("cleaned up");
    });
    getRunningLoop().callLater(10, () => controller.abort());
    try {
      yield* sleep(HOUR);
    } finally {
      steps.push(`cancelled at ${getRunningLoop().time()}`);
    }
  })({ signal: controller.signal });
  await assert.rejects(running, CancelledError);
  assert.deepEqual(steps, ["cancelled at 10", "cleaned up"]);
});

test("isolated: a test that stops its own loop fails, and its cleanups run", async () => {
  let cleaned = false;
  const stopping = isolated(function* () {
    addCleanup(() => {
      cleaned = true;
    });
    getRunningLoop().stop();
    yield* sleep(HOUR);
  });
  await assert.rejects(stopping(), { code: "ERR_STOPPED" });
  assert.ok(cleaned);
});

test("addCleanup: the last added first, each waited for, however the test ends, with the arguments given", async () => {
  const steps: string[] = [];
  const body = isolated(async () => {
    addCleanup((text: string) => steps.push(text), "first added");
    addCleanup(async () => {
      await sleep(HOUR);
      steps.push(`second added, at ${getRunningLoop().time()}`);
      addCleanup(() => steps.push("added by a cleanup"));
    });
    throw new Error("the test fails");
  });
  await assert.rejects(body(), /the test fails/);
  assert.deepEqual(steps, [`second added, at ${HOUR}`, "added by a cleanup", "first added"]);
});

test("addCleanup: errors of the test and of its cleanups come together", async () => {
  const body = isolated(() => {
    addCleanup(() => {
      throw new Error("of the cleanup");
    });
    throw new Error("of the body");
  });
  await assert.rejects(body(), (error: AggregateError) => {
    assert.match(error.message, /The test and its cleanup failed/);
    assert.deepEqual(
      error.errors.map(({ message }: Error) => message),
      ["of the body", "of the cleanup"],
    );
    return true;
  });
});

test("addCleanup: outside of an isolated test it is refused", async () => {
  assert.throws(() => addCleanup(() => {}), {
    name: "RuntimeError",
    code: "ERR_NO_TEST",
    message: /^Cannot addCleanup here: no isolated test runs\. Call it inside the body of isolated/,
  });
  assert.throws(() => addCleanup(null as never), {
    name: "TypeError",
    message: "Cannot addCleanup: a function is expected, got null",
  });
});

test("isolated: a task that was cancelled and not waited for leaves nothing behind", async () => {
  await isolated(function* () {
    const task = createTask(sleep(HOUR));
    yield* sleep(1);
    task.cancel();
  })();
});

test("isolated: leaks that are ignored are still ended", async () => {
  let task: Future<unknown> | undefined;
  await isolated(
    function* () {
      task = createTask(sleep(HOUR));
      yield* sleep(1);
    },
    { leaks: "ignore" },
  )();
  assert.ok(task?.cancelled());
});

test("isolated: the task that runs the test has the body's name", async () => {
  await isolated(function* checksSomething() {
    assert.equal(currentTask()?.getName(), "checksSomething");
  })();
});
