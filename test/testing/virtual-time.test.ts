import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPair, pbkdf2, randomBytes, scrypt } from "node:crypto";
import { on, once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, connect, createServer as createTcpServer } from "node:net";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { deflate } from "node:zlib";
import {
  type Coroutine,
  createTask,
  Event,
  type EventLoop,
  exported,
  gather,
  getRunningLoop,
  Lock,
  newEventLoop,
  sleep,
  type Task,
  Thread,
  TimeoutError,
  taskGroup,
  timeout,
  timeoutAt,
  VirtualClock,
  waitFor,
  wrapFuture,
} from "tsyncio";
import { isolated, SteppedHost } from "tsyncio/testing";
import { add } from "./targets.js";

const HOUR = 3_600_000;
const ADD = exported(new URL("./targets.js", import.meta.url).href, add);

test(
  "virtual time: loop.time(), sleep, timeouts, deadlines and timers agree",
  isolated(function* () {
    const loop = getRunningLoop();
    const times: number[] = [];
    loop.callLater(1000, () => times.push(loop.time()));
    loop.callAt(1000, () => times.push(loop.time()));
    yield* sleep(1000);
    for (const late of [
      timeout(500, () => sleep(HOUR)),
      waitFor(sleep(HOUR), 500),
      timeoutAt(2500, () => sleep(HOUR)),
    ]) {
      try {
        yield* late;
        assert.fail("it should be too late");
      } catch (error) {
        assert.ok(error instanceof TimeoutError);
        times.push(loop.time());
      }
    }
    assert.deepEqual(times, [1000, 1000, 1500, 2000, 2500]);
  }),
);

test("deadlock: a test that can never end fails at once, with who waits for whom, where, and where each was made", async () => {
  const [first, second] = [new Lock(), new Lock()];
  function* both(one: Lock, other: Lock): Coroutine<void> {
    yield* one.hold(function* () {
      yield* sleep(1);
      yield* other.hold(function* () {});
    });
  }
  const stuck = isolated(function* transfers() {
    yield* taskGroup(function* (group) {
      group.createTask(both(first, second), { name: "there" });
      group.createTask(both(second, first), { name: "back" });
    });
  });
  await assert.rejects(stuck(), (error: Error & { code: string }) => {
    assert.equal(error.code, "ERR_DEADLOCK");
    const lines = error.message.split("\n").slice(1);
    assert.match(lines[0] ?? "", /^ {2}<Task pending name='transfers'> waits for <TaskGroup tasks=2>/);
    assert.match(
      lines[1] ?? "",
      /^ {2}└ <Task pending name='there'> waits for <Lock locked waiters:1>, at .*virtual-time\.test\.[jt]s:\d+:\d+, made at .*virtual-time\.test\.[jt]s:\d+/,
    );
    assert.match(lines[2] ?? "", /^ {4}└ <Task pending name='back'> waits for <Lock/);
    assert.match(lines[3] ?? "", /^ {6}└ <Task 'there'>, which closes the circle/);
    return true;
  });
});

test("deadlock: one of native async code that waits for the loop is found, too", async () => {
  const stuck = isolated(async () => {
    await new Event().wait();
  });
  await assert.rejects(stuck(), {
    code: "ERR_DEADLOCK",
    message: /waits for <Event unset waiters:1>, made at .*virtual-time\.test\.[jt]s:\d+/,
  });
});

for (const [what, stuck] of Object.entries({
  "native async code": async () => {
    await new Promise(() => {});
  },
  "a coroutine": function* () {
    yield* wrapFuture(new Promise(() => {}));
  },
})) {
  test(`deadlock: one of ${what} that waits for a promise that nothing can settle is found, too`, async () => {
    await assert.rejects(isolated(stuck)(), { code: "ERR_DEADLOCK", message: /waits for a host promise/ });
  });
}

test("deadlock: host code that waits for a connection which was there before the test is none", async () => {
  const server = createTcpServer((socket) => void setTimeout(() => socket.end("late"), 1_700));
  await new Promise<void>((resolve) => void server.listen(0, resolve));
  const client = connect((server.address() as AddressInfo).port);
  await Promise.all([once(client, "connect"), once(server, "connection")]);
  await isolated(async () => {
    const [data] = await once(client, "data");
    assert.equal(String(data), "late");
  })();
  server.close();
});

test("deadlock: host code that waits for a thread which was there before the test is none", async () => {
  const worker = new Worker(
    `const { parentPort } = require("node:worker_threads");
    parentPort.on("message", () => setTimeout(() => parentPort.postMessage("late"), 1_700));`,
    { eval: true },
  );
  const answers = on(worker, "message");
  await isolated(async () => {
    worker.postMessage("ask");
    const { value } = await answers.next();
    assert.deepEqual(value, ["late"]);
  })();
  await worker.terminate();
});

test("deadlock: a host promise that nobody waits for any more does not hide it", async () => {
  const stuck = isolated(function* () {
    const never = new Promise(() => {});
    try {
      yield* timeout(1000, () => wrapFuture(never));
    } catch (error) {
      assert.ok(error instanceof TimeoutError);
    }
    yield* new Event().wait();
  });
  await assert.rejects(stuck(), { code: "ERR_DEADLOCK" });
});

test("deadlock: tasks that wait for each other are told, and ended", async () => {
  const stuck = isolated(function* main() {
    const first: Task<void> = createTask(
      waits(() => second),
      { name: "first" },
    );
    const second: Task<void> = createTask(
      waits(() => first),
      { name: "second" },
    );
    function* waits(other: () => Task<void>): Coroutine<void> {
      yield* sleep(1);
      yield* other();
    }
    yield* first;
  });
  await assert.rejects(stuck(), {
    code: "ERR_DEADLOCK",
    message:
      /'second'> waits for <Task pending name='first'>, at waits \(.*\), made at .*\n.*<Task 'first'>, which closes the circle/,
  });
});

test("deadlock: tearDown and cleanups still run, and may wait", async () => {
  let cleanedAt = 0;
  const stuck = isolated(function* () {
    const { addCleanup } = yield* wrapFuture(import("tsyncio/testing"));
    addCleanup(function* () {
      yield* sleep(100);
      cleanedAt = getRunningLoop().time();
    });
    yield* new Event().wait();
  });
  await assert.rejects(stuck(), { code: "ERR_DEADLOCK" });
  assert.equal(cleanedAt, 100);
});

for (const [what, wait] of Object.entries({
  "a timer of the host": () => new Promise((resolve) => setTimeout(resolve, 10)),
  "an immediate of the host": () => new Promise((resolve) => setImmediate(resolve)),
  "a file": () => readFile(new URL(import.meta.url)),
  "work in the host's thread pool": () =>
    new Promise((resolve) => scrypt("secret", "salt", 32, { N: 1024 }, resolve)),
})) {
  test(
    `real I/O: ${what} is waited for before a test is said to be stuck (async function)`,
    isolated(async () => {
      await wait();
      assert.equal(getRunningLoop().time(), 0);
    }),
  );
}

test(
  "real I/O: a coroutine that a callback of the host's thread pool wakes is waited for, as time is",
  isolated(function* () {
    const loop = getRunningLoop();
    const works: ((done: () => void) => void)[] = [
      (done) => pbkdf2("secret", "salt", 20_000, 32, "sha256", done),
      (done) => generateKeyPair("rsa", { modulusLength: 1024 }, done),
      (done) => deflate(randomBytes(500_000), done),
    ];
    for (const work of works) {
      const woken = loop.createFuture<string>();
      work(() => woken.setResult("woken"));
      assert.equal(yield* woken, "woken");
      const inTime = loop.createFuture<string>();
      work(() => inTime.setResult("in time"));
      assert.equal(yield* waitFor(inTime, 1), "in time");
    }
    assert.equal(loop.time(), 0);
  }),
);

test(
  "real I/O: virtual time stands still while a request and its answer are under way",
  isolated(async () => {
    const server = createServer((_request, response) => {
      setTimeout(() => response.end("answer"), 20);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const answer = await timeout(1000, function* () {
      const response = yield* wrapFuture(
        fetch(`http://127.0.0.1:${port}/`, { headers: { connection: "close" } }),
      );
      return yield* wrapFuture(response.text());
    });
    assert.equal(answer, "answer");
    assert.equal(getRunningLoop().time(), 0);
    await sleep(HOUR); // A server that only listens holds nothing up.
    await new Promise((resolve) => server.close(resolve));
  }),
);

test(
  "real I/O: a coroutine that a host callback wakes is waited for, and so is a thread",
  isolated(function* () {
    const loop = getRunningLoop();
    const woken = loop.createFuture<string>();
    setTimeout(() => woken.setResult("woken"), 10);
    assert.equal(yield* timeout(1000, () => waitFor(woken, 900)), "woken");
    assert.equal(yield* timeout(1000, () => waitFor(new Thread(ADD, [1, 2]).start(), 900)), 3);
    assert.equal(loop.time(), 0);
  }),
);

test("real I/O: a test that it holds for long is told what holds it, before its runner gives up", async (context) => {
  const told: string[] = [];
  let child: ChildProcess | undefined;
  context.mock.method(console, "warn", (message: string) => {
    told.push(message);
    child?.kill();
  });
  const waits = isolated(async function waits() {
    child = spawn(process.execPath, ["--eval", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    await sleep(HOUR);
    assert.equal(child.signalCode, "SIGTERM");
  });
  await waits();
  assert.equal(told.length, 1);
  assert.match(
    told[0] as string,
    /^Virtual time stands still in the test 'waits', which may be waiting for what is under way outside of its loop \(ProcessWrap\)\.\nIt has opened:\n {2}1 thread, process or pool that still runs:\n {4}<ChildProcess pid=\d+ running>, made at waits \(.*virtual-time\.test\.[jt]s:\d+:\d+\)\nClose what it does not wait for, or run it in real time: isolated\(body, \{ clock: "real" \}\)\.$/,
  );
});

/* What users of today's fake timers ran into. */

test(
  "promise chains: all links run before time goes on (jestjs/jest#15260, #13435)",
  isolated(async () => {
    const loop = getRunningLoop();
    let links = 0;
    loop.callLater(11, () => assert.equal(links, 100));
    await sleep(10);
    for (; links < 100; links++) await Promise.resolve();
    assert.equal(loop.time(), 10);
    await sleep(5);
  }),
);

test(
  "promise chains: no microtask is left behind when time has moved (jestjs/jest#14549)",
  isolated(async () => {
    const order: string[] = [];
    getRunningLoop().callLater(10, () => {
      order.push("timer");
      queueMicrotask(() => {
        order.push("microtask");
        queueMicrotask(() => order.push("its microtask"));
      });
    });
    await sleep(20);
    assert.deepEqual(order, ["timer", "microtask", "its microtask"]);
  }),
);

test(
  "callLater(0): fires wherever it was set, in the same moment (jestjs/jest#14928)",
  isolated(async () => {
    const loop = getRunningLoop();
    const fired: string[] = [];
    const set = (where: string) => loop.callLater(0, () => fired.push(`${where} at ${loop.time()}`));
    set("in the body");
    loop.callSoon(() => set("in a callback"));
    loop.callLater(5, () => set("in a timer"));
    void Promise.resolve().then(() => set("in a promise's reaction"));
    await sleep(10);
    assert.deepEqual(fired.sort(), [
      "in a callback at 0",
      "in a promise's reaction at 0",
      "in a timer at 5",
      "in the body at 0",
    ]);
  }),
);

test(
  "sleep(0): lets what is ready run, promises included, without moving time (jestjs/jest#2157)",
  isolated(async () => {
    let done = false;
    const work = async () => {
      for (let i = 0; i < 10; i++) await null;
      done = true;
    };
    void work();
    await sleep(0);
    assert.ok(done);
    assert.equal(getRunningLoop().time(), 0);
  }),
);

test("order: a program takes the course that it takes where a host waits (sinonjs/fake-timers#114)", async () => {
  const order: string[] = [];
  const main = async () => {
    const loop = getRunningLoop();
    const worker = async (name: string, ms: number) => {
      for (let i = 0; i < 3; i++) {
        await sleep(ms);
        order.push(`${name}${i}`);
        await Promise.resolve().then(() => order.push(`${name}${i}, a reaction`));
        loop.callSoon(() => order.push(`${name}${i}, a callback`));
      }
    };
    await gather([worker("a", 20), worker("b", 30)]);
    await sleep(0);
  };
  await isolated(main)();
  const virtual = order.splice(0);
  assert.equal(virtual.length, 18);

  // The host's time is exact, whatever the machine does: only how the loop waits differs.
  const host = new SteppedHost();
  using loop = newEventLoop({ clock: host.clock });
  let isDone = false;
  const run = loop.run(main, { host }).finally(() => {
    isDone = true;
  });
  while (!isDone) {
    if (host.hasPosted) host.step();
    else host.advance(host.delays[0] ?? 0);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await run;
  assert.deepEqual(order, virtual);
});

test("end: what falls due in the moment that is waited for is finished by then (sinonjs/fake-timers#503)", () => {
  using loop: EventLoop = newEventLoop({ clock: new VirtualClock() });
  const finished: number[] = [];
  function* job(n: number): Coroutine<void> {
    yield* sleep(100);
    for (let i = 0; i < n; i++) yield* sleep(0);
    finished.push(n);
  }
  loop.runUntilComplete(function* () {
    const jobs = [1, 2, 3].map((n) => createTask(job(n)));
    yield* gather(jobs);
  });
  assert.deepEqual(finished, [1, 2, 3]);
  assert.equal(loop.time(), 100);
});

test("isolation: a timer of one test never fires in another (sinonjs/fake-timers#524, vitest-dev/vitest#5750)", async () => {
  let fired = 0;
  await isolated(
    function* () {
      getRunningLoop().callLater(10, () => fired++);
      createTask(sleep(10)).addDoneCallback(() => fired++);
      yield* sleep(1);
    },
    { leaks: "ignore" },
  )();
  fired = 0;
  await isolated(function* () {
    yield* sleep(HOUR);
  })();
  assert.equal(fired, 0);
});

test("isolation: globals of the process are left as they are", async () => {
  const before = [setTimeout, Date.now, queueMicrotask, performance.now];
  await isolated(function* () {
    assert.deepEqual([setTimeout, Date.now, queueMicrotask, performance.now], before);
    yield* sleep(HOUR);
  })();
});
