import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type FSWatcher, watch } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import {
  type Coroutine,
  createTask,
  Event,
  exported,
  getRunningLoop,
  Lock,
  Process,
  Queue,
  sleep,
  Thread,
  ThreadPoolExecutor,
  timeout,
  wrapFuture,
} from "tsyncio";
import { isolated, LeakError } from "tsyncio/testing";
import { runProgram } from "../support/child.js";
import { add, waitForEver } from "./targets.js";

const TARGETS = new URL("./targets.js", import.meta.url).href;
const ADD = exported(TARGETS, add);

/** The report of a test that leaves something behind. */
async function reportOf(body: () => Coroutine<void>): Promise<LeakError> {
  let error: unknown;
  await isolated(body)().catch((reason) => {
    error = reason;
  });
  assert.ok(error instanceof LeakError, `a LeakError was expected, got ${error}`);
  return error;
}

test("leaks: a pending task is named, with what it waits for and where it was made", async () => {
  const lock = new Lock();
  const error = await reportOf(function* () {
    yield* lock.acquire();
    createTask(lock.acquire(), { name: "second" });
    yield* sleep(1);
  });
  assert.equal(error.code, "ERR_LEAKED");
  assert.deepEqual(
    error.leaks.map(({ kind, description }) => ({ kind, description })),
    [{ kind: "task", description: "<Task pending name='second'> waits for <Lock locked waiters:1>" }],
  );
  assert.match(error.leaks[0]?.madeAt ?? "", /leaks\.test\.[jt]s:\d+:\d+/);
  assert.match(error.message, /^The test left behind:\n {2}1 task that is not done:\n {4}<Task pending/);
  assert.match(error.message, /Await, cancel or close each before the test ends; addCleanup\(\) does it/);
});

test("leaks: the stack begins where the first was made, which runners show", async () => {
  const error = await reportOf(function* () {
    createTask(sleep(1));
  });
  const [first] = (error.stack ?? "").split("\n").filter((line) => line.startsWith("    at "));
  assert.match(first ?? "", /leaks\.test\.[jt]s/);
});

test("leaks: a timer that is still set, but not that of a task that sleeps", async () => {
  const error = await reportOf(function* () {
    getRunningLoop().callLater(60_000, function refresh() {});
    getRunningLoop()
      .callLater(60_000, () => {})
      .cancel();
    createTask(
      timeout(5000, () => sleep(1000)),
      { name: "sleeper" },
    );
    yield* sleep(1);
  });
  assert.deepEqual(
    error.leaks.map(({ kind, description }) => [kind, description]),
    [
      ["task", "<Task pending name='sleeper'> waits for sleep, until 1000"],
      ["timer", "<TimerHandle refresh()>, due at 60000"],
    ],
  );
});

test("leaks: awaitables that were made but never awaited", async () => {
  const error = await reportOf(function* () {
    sleep(5);
    new Queue<string>().get();
    timeout(5, () => sleep(1));
    yield* sleep(1);
  });
  assert.deepEqual(
    error.leaks.map(({ description, kind }) => [kind, description]),
    [
      ["coroutine", "<sleep(5)>"],
      ["coroutine", "<Queue.get()>"],
      ["coroutine", "<timeout()>"],
    ],
  );
  assert.match(error.leaks[0]?.madeAt ?? "", /leaks\.test/);
});

test("leaks: exceptions that nobody took, of a task and of a callback", async () => {
  const error = await reportOf(function* () {
    function* failing(): Coroutine<void> {
      throw new Error("of the task");
    }
    createTask(failing(), { name: "failing" });
    getRunningLoop().callSoon(function broken() {
      throw new Error("of the callback");
    });
    yield* sleep(1);
  });
  assert.deepEqual(
    error.leaks.map(({ kind }) => kind),
    ["exception", "exception"],
  );
  assert.match(
    error.message,
    /Exception in callback <Handle broken\(\)>\n\s+Error: of the callback\n\s+at .*leaks\.test/,
  );
  assert.match(
    error.message,
    /Task exception was never retrieved \(<Task finished .*name='failing'>\)\n\s+Error: of the task/,
  );
});

for (const [kind, start] of [
  ["Thread", () => new Thread(exported(TARGETS, waitForEver), [], { name: "forgotten" }).start()],
  ["Process", () => new Process(exported(TARGETS, waitForEver), [], { name: "forgotten" }).start()],
] as const) {
  test(`leaks: a ${kind} that still runs is named, and ended`, async () => {
    let agent: { isAlive(): boolean } | undefined;
    const error = await reportOf(function* () {
      agent = start();
      yield* sleep(0);
    });
    assert.deepEqual(
      error.leaks.map(({ kind, description }) => [kind, description]),
      [["agent", `<${kind} forgotten>`]],
    );
    assert.match(error.leaks[0]?.madeAt ?? "", /leaks\.test/);
    while (agent?.isAlive()) await new Promise((resolve) => setImmediate(resolve));
  });
}

test("leaks: a pool that was not shut down is named, and shut down; the loop's own is shut down by itself", async () => {
  let pool: ThreadPoolExecutor | undefined;
  const error = await reportOf(function* () {
    pool = new ThreadPoolExecutor({ maxWorkers: 1, name: "forgotten" });
    assert.equal(yield* wrapFuture(pool.submit(ADD, 1, 2)), 3);
    assert.equal(yield* getRunningLoop().runInExecutor(null, ADD, 1, 2), 3);
  });
  assert.deepEqual(
    error.leaks.map(({ kind, description }) => [kind, description]),
    [["agent", "<ThreadPoolExecutor workers=1 queued=0 open>"]],
  );
  assert.throws(() => pool?.submit(ADD, 1, 2), { code: "ERR_EXECUTOR_SHUT_DOWN" });
  assert.match(error.message, /1 thread, process or pool that still runs:/);
});

test("leaks: stdin, timers of the host and other handles that the test did not open are no leaks", async () => {
  const interval = setInterval(() => {}, 1000);
  process.stdin.on("data", () => {}).pause();
  await isolated(function* () {
    yield* sleep(1000);
  })();
  clearInterval(interval);
  process.stdin.destroy();
});

test("leaks: what a test opened in the host's own loop and left open fails it, named, and keeps the process alive no longer (jestjs/jest#14394)", async () => {
  const path = fileURLToPath(import.meta.url);
  const server = createServer();
  const watcher: { current?: FSWatcher } = {};
  let ticks = 0;
  const body = isolated(async () => {
    await new Promise<void>((resolve) => void server.listen(0, resolve));
    watcher.current = watch(path);
    setInterval(function tick() {
      ticks++;
    }, 1);
    setTimeout(() => {}, 1);
  });
  await assert.rejects(body(), (error) => {
    assert.ok(error instanceof LeakError);
    assert.deepEqual(
      error.leaks.map(({ kind, description }) => [kind, description.replace(/:\d+>/, ":PORT>")]),
      [
        ["transport", "<Server listening on :::PORT>"],
        ["transport", "<FSWatcher>"],
        ["timer", "<Interval tick() every 1 ms>"],
      ],
    );
    for (const { madeAt } of error.leaks) assert.match(madeAt ?? "", /leaks\.test\.[jt]s:\d+/);
    return true;
  });
  const before = ticks;
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(ticks, before);
  assert.deepEqual(
    process.getActiveResourcesInfo().filter((type) => /Server|FSEvent/.test(type)),
    [],
  );
  server.close();
  watcher.current?.close();
});

test("leaks: a child process and a worker of Node's own are named as such", async () => {
  let child: ChildProcess | undefined;
  let worker: Worker | undefined;
  const body = isolated(() => {
    child = spawn(process.execPath, ["--eval", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    worker = new Worker("setInterval(() => {}, 1000)", { eval: true });
  });
  await assert.rejects(body(), (error) => {
    assert.ok(error instanceof LeakError);
    assert.deepEqual(
      error.leaks.map(({ kind, description }) => [kind, description]),
      [
        ["agent", `<ChildProcess pid=${child?.pid} running>`],
        ["agent", "<Worker running>"],
      ],
    );
    return true;
  });
  child?.kill();
  await worker?.terminate();
});

test("leaks: what is closed by the end of the test is none, though nobody waits for that", async () => {
  await isolated(async () => {
    const server = createServer((socket) => socket.end("hello"));
    await new Promise<void>((resolve) => void server.listen(0, resolve));
    const client = connect((server.address() as AddressInfo).port);
    await once(client.resume(), "end");
    clearInterval(setInterval(() => {}, 1));
    setInterval(() => {}, 1).unref();
    server.close();
  })();
});

test("leaks: the ends of connections that a server of the test accepted keep the process alive no longer, either", () => {
  const { output, status } = runProgram(`
    import { once } from "node:events";
    import { connect, createServer } from "node:net";
    import { isolated } from "tsyncio/testing";
    const test = isolated(async () => {
      const server = createServer().listen(0);
      await once(server, "listening");
      await once(connect(server.address().port), "connect");
    });
    await test().catch(({ leaks }) => console.log(leaks.length));
    setTimeout(() => process.exit(3), 5_000).unref();
  `);
  assert.deepEqual([output, status], ["2", 0]);
});

test("leaks: the process's own streams, which are made when they are first used, are none (vitest-dev/vitest#11330)", () => {
  const { output, status } = runProgram(`
    import { sleep } from "tsyncio";
    import { isolated } from "tsyncio/testing";
    await isolated(async () => {
      void process.stdin;
      console.log(process.getActiveResourcesInfo().includes("PipeWrap"));
      await sleep(1);
    })();
  `);
  assert.deepEqual([output, status], ["true", 0]);
});

test("leaks: of tests that run at the same time each has its own", async () => {
  const opens = isolated(async () => {
    await sleep(1);
    setInterval(() => {}, 1);
  });
  const opensNothing = isolated(async () => {
    for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
  });
  const [first, second] = await Promise.allSettled([opens(), opensNothing()]);
  assert.ok(first.status === "rejected" && first.reason instanceof LeakError);
  assert.equal(second.status, "fulfilled");
});

test("leaks: host code that waits for something of the loop when the test ends is told why it goes no further", async () => {
  let ending: Promise<void> | undefined;
  const test = isolated(
    async () => {
      ending = assert.rejects(async () => await sleep(1000), {
        name: "CancelledError",
        message: "The test has ended, and what it left on its loop is cancelled",
      });
    },
    { leaks: "ignore" },
  );
  await test();
  await ending;
});

test("leaks: what is open in the host's own loop is left as it is if leaks are ignored", async () => {
  let interval: NodeJS.Timeout | undefined;
  await isolated(
    async () => {
      interval = setInterval(() => {}, 1000);
    },
    { leaks: "ignore" },
  )();
  assert.equal(interval?.hasRef(), true);
  clearInterval(interval);
});

test("leaks: after a failed test only exceptions that nobody took are told, on the console", async (context) => {
  const { mock } = context.mock.method(console, "error", () => {});
  const failing = isolated(function* () {
    createTask(sleep(1000));
    getRunningLoop().callSoon(() => {
      throw new Error("unseen");
    });
    yield* sleep(1);
    throw new Error("the test's own");
  });
  await assert.rejects(failing(), /the test's own/);
  assert.equal(mock.callCount(), 1);
  const text = String(mock.calls[0]?.arguments[0]);
  assert.match(text, /A test failed, and left behind:\n {2}1 exception that nobody took:/);
  assert.doesNotMatch(text, /task/);
});

test("leaks: a deadlock has what failed unseen as its cause", async () => {
  const ready = new Event();
  const stuck = isolated(function* () {
    function* prepare(): Coroutine<void> {
      yield* sleep(1);
      throw new Error("cannot prepare");
    }
    createTask(prepare());
    yield* ready.wait();
  });
  await assert.rejects(stuck(), (error: Error) => {
    assert.equal(error.name, "DeadlockError");
    assert.equal((error.cause as Error).message, "cannot prepare");
    return true;
  });
});

test("leaks: a test with thousands of awaitables names those that were never awaited", async () => {
  const error = await reportOf(function* () {
    for (let i = 0; i < 3000; i++) yield* sleep(1);
    sleep(77);
  });
  assert.deepEqual(error.leaks, [{ kind: "coroutine", description: "<sleep(77)>", madeAt: null }]);
});
