import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  gather,
  getRunningLoop,
  move,
  newEventLoop,
  type PoolExecutor,
  type PoolOptions,
  ProcessPoolExecutor,
  run,
  runSync,
  ThreadPoolExecutor,
  toThread,
} from "tsyncio";
import { ways } from "../../drivers/ways.js";
import {
  add,
  addNatively,
  addSlowly,
  askParent,
  block,
  countActive,
  fail,
  failToSetUp,
  hold,
  loopKeepsGoing,
  readLog,
  same,
  setUp,
  waitForEver,
  waitForSignal,
  where,
} from "../fixtures/tasks.js";
import { newFlag, raise, waitFor } from "../flag.js";
import { tasks } from "../targets.js";

const kinds: readonly { name: string; make(options?: PoolOptions): PoolExecutor }[] = [
  { name: "ThreadPoolExecutor", make: (options) => new ThreadPoolExecutor(options) },
  { name: "ProcessPoolExecutor", make: (options) => new ProcessPoolExecutor(options) },
];

for (const { name, make } of kinds) {
  describe(`${name}: submit`, () => {
    for (const fn of [add, addSlowly, addNatively]) {
      test(`${fn.name}: awaited, and blocking`, async () => {
        await using pool = make({ maxWorkers: 1 });
        const target = tasks(fn as typeof add);
        assert.equal(await pool.submit(target, 1, 2), 3);
        assert.equal(pool.submit(target, 1, 2).result(), 3);
        assert.equal(
          runSync(function* () {
            return yield* pool.submit(target, 1, 2);
          }),
          3,
        );
      });
    }

    test("values arrive as copies: deep, cyclic, and of classes that can be cloned", async () => {
      await using pool = make({ maxWorkers: 1 });
      const cyclic: { self?: unknown; list: unknown[] } = { list: [1, "two", null, undefined, 5n] };
      cyclic.self = cyclic;
      const twice = { n: 1 };
      for (const value of [
        { a: { b: [1, { c: "d" }] } },
        cyclic,
        [twice, twice],
        new Map([["k", new Set([1])]]),
        new Date(0),
        new Uint8Array([1, 2, 3]),
        /x/g.exec("axb"),
        Object.assign(new Array(3), { 0: 1 }),
        -0,
        Number.NaN,
        new Array(1_000).fill({ n: 1 }),
      ] as unknown[]) {
        assert.deepEqual(await pool.submit(tasks(same<unknown>), value), structuredClone(value));
      }
    });

    test("arguments are those of the time of the call, though the call waits", async () => {
      await using pool = make({ maxWorkers: 1 });
      const results = [new Map([["n", 0]]), { n: 0 }].map((value) => {
        const futures = [1, 2, 3].map((n) => {
          if (value instanceof Map) value.set("n", n);
          else value.n = n;
          return pool.submit(tasks(same<unknown>), value);
        });
        return futures;
      });
      assert.deepEqual(await Promise.all(results.flat()), [
        ...[1, 2, 3].map((n) => new Map([["n", n]])),
        ...[1, 2, 3].map((n) => ({ n })),
      ]);
    });

    test("an error keeps class, cause, fields and the worker's stack", async () => {
      await using pool = make({ maxWorkers: 1 });
      await assert.rejects(
        async () => pool.submit(tasks(fail), "no"),
        (error: RangeError & { status?: number }) => {
          assert.ok(error instanceof RangeError && error.cause instanceof TypeError);
          assert.equal(error.status, 5);
          assert.match(error.stack ?? "", /at fail .*[\s\S]*in <\w+ Worker-1>/);
          return true;
        },
      );
    });

    test("an argument that cannot be copied is refused at once, be there a free worker or not", async () => {
      await using pool = make({ maxWorkers: 1 });
      for (let i = 0; i < 3; i++) {
        assert.throws(() => pool.submit(tasks(same<unknown>), { handler: () => {} }), {
          name: "TypeError",
          message: /^Cannot send the arguments to .*: args\[0\]\.handler is a function\. They are copied/,
        });
        pool.submit(tasks(add), 1, 2);
      }
    });

    test("20,000 at once: each has its result", async () => {
      await using pool = make({ maxWorkers: 2 });
      const count = name === "ThreadPoolExecutor" ? 20_000 : 2_000;
      const results = await Promise.all(
        Array.from({ length: count }, (_, i) => pool.submit(tasks(add), i, 1)),
      );
      assert.deepEqual(
        results,
        Array.from({ length: count }, (_, i) => i + 1),
      );
    });

    test("concurrency: so many coroutines at once in a worker, and no more", async () => {
      for (const concurrency of [1, 3]) {
        await using pool = make({ maxWorkers: 1, concurrency });
        const most = await Promise.all(Array.from({ length: 9 }, () => pool.submit(tasks(countActive))));
        assert.equal(Math.max(...most), concurrency);
        assert.equal(await pool.submit(tasks(loopKeepsGoing)), true);
      }
    });

    test("maxQueue: QueueFull when so many wait; whenRoom waits for room", async () => {
      await using pool = make({ maxWorkers: 1, maxQueue: 1 });
      const futures = [pool.submit(tasks(block), 20)];
      assert.throws(
        () => {
          for (;;) futures.push(pool.submit(tasks(block), 1));
        },
        {
          name: "QueueFull",
          message:
            /^Cannot submit 'block' to <\w+ workers=1 queued=1 open>: 1 calls wait already\. Await whenRoom\(\) first\.$/,
        },
      );
      await pool.whenRoom();
      futures.push(pool.submit(tasks(block), 1));
      await Promise.all(futures);
    });

    test("maxTasksPerChild: a worker is replaced after so many calls", async () => {
      await using pool = make({ maxWorkers: 1, maxTasksPerChild: 2 });
      const seen = [];
      for (let i = 0; i < 5; i++) seen.push(await pool.submit(tasks(where)));
      assert.equal(new Set(seen).size, 3);
    });

    test("idleTimeout: a worker that has nothing to do ends", async () => {
      await using pool = make({ maxWorkers: 1, idleTimeout: 1 });
      await pool.submit(tasks(add), 1, 2);
      while (pool.statistics().workers.length > 0) await new Promise((resolve) => setTimeout(resolve, 1));
      assert.equal(await pool.submit(tasks(add), 1, 2), 3);
    });

    test("initializer: runs first in each worker; if it throws, the executor is broken", async () => {
      await using pool = make({ maxWorkers: 2, initializer: tasks(setUp), initargs: ["here"] });
      assert.deepEqual(await pool.submit(tasks(readLog)), ["set up: here"]);
      await using broken = make({ maxWorkers: 1, initializer: tasks(failToSetUp) });
      await assert.rejects(
        async () => broken.submit(tasks(add), 1, 2),
        (error: Error & { code?: string }) => {
          assert.equal(error.code, "ERR_BROKEN_EXECUTOR");
          assert.equal((error.cause as Error).message, "no set-up");
          return true;
        },
      );
      assert.throws(() => broken.submit(tasks(add), 1, 2), { code: "ERR_BROKEN_EXECUTOR" });
    });

    test("map: results in the order of the items, which are taken as needed", async () => {
      await using pool = make({ maxWorkers: 2 });
      let taken = 0;
      function* items(): Generator<number> {
        for (;;) yield taken++;
      }
      const seen: number[] = [];
      for await (const value of pool.map(tasks(same<number>), items(), { buffer: 4 })) {
        seen.push(value);
        if (seen.length === 5) break;
      }
      assert.deepEqual(seen, [0, 1, 2, 3, 4]);
      assert.ok(taken <= 10);
      assert.deepEqual([...pool.map(tasks(same<string>), ["a", "b", "c"])], ["a", "b", "c"]);
    });
  });

  describe(`${name}: cancellation`, () => {
    test("cancel: reaches the coroutine, and only then the worker takes the next call", async () => {
      await using pool = make({ maxWorkers: 1 });
      const future = pool.submit(tasks(waitForEver));
      const next = pool.submit(tasks(readLog));
      while (pool.statistics().runTime.count === 0 && !future.running()) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (future.cancel()) break;
      }
      const log = await next;
      assert.ok(log.length === 0 || log[0] === "cleaned up");
    });

    test("signal and timeout: a deadline counts from the start, and cancels the coroutine", async () => {
      await using pool = make({ maxWorkers: 1 });
      const slow = pool.submit(tasks(block), 200);
      const future = pool.submitWith({ timeout: 150 }, tasks(addSlowly), 1, 2);
      assert.equal(await future, 3, "time in the queue does not count");
      await slow;
      await assert.rejects(async () => pool.submitWith({ timeout: 5 }, tasks(waitForEver)), {
        name: "TimeoutError",
      });
      await assert.rejects(async () => pool.submitWith({ timeout: 5 }, tasks(waitForSignal)), {
        name: "TimeoutError",
      });
      assert.deepEqual(await pool.submit(tasks(readLog)), ["cleaned up", "aborted: CancelledError"]);
      const controller = new AbortController();
      const aborted = pool.submitWith({ signal: controller.signal }, tasks(waitForEver));
      controller.abort(new Error("enough"));
      await assert.rejects(async () => aborted, { name: "CancelledError", message: "enough" });
      assert.equal(await pool.submit(tasks(add), 1, 2), 3, "other calls are not harmed");
    });
  });

  describe(`${name}: its life`, () => {
    test("shutdown: waits for calls, then refuses new ones", async () => {
      const pool = make({ maxWorkers: 1 });
      const futures = [1, 2, 3].map((n) => pool.submit(tasks(addSlowly), n, 1));
      await pool.shutdown();
      assert.deepEqual(
        futures.map((future) => future.result()),
        [2, 3, 4],
      );
      assert.throws(() => pool.submit(tasks(add), 1, 2), {
        code: "ERR_EXECUTOR_SHUT_DOWN",
        message: /^Cannot submit a call to <\w+ workers=0 queued=0 closed>: it was shut down$/,
      });
      await pool.shutdown();
    });

    test("shutdown: cancelFutures cancels what has not begun", async () => {
      const pool = make({ maxWorkers: 1 });
      const futures = Array.from({ length: 20 }, () => pool.submit(tasks(block), 5));
      await pool.shutdown({ cancelFutures: true });
      assert.equal(futures.filter((future) => future.cancelled()).length >= 17, true);
      assert.ok(futures.every((future) => future.done()));
    });

    test("using: blocks until it has ended", () => {
      let kept: PoolExecutor;
      {
        using pool = make({ maxWorkers: 2 });
        assert.equal(pool.submit(tasks(add), 1, 2).result(), 3);
        kept = pool;
      }
      assert.equal(kept.statistics().workers.length, 0);
    });

    test("a worker that blocks on a call of this thread is served by a loop that waits for the worker", () => {
      using loop = newEventLoop();
      using pool = make({ maxWorkers: 1, concurrency: 3 });
      assert.deepEqual(
        loop.runUntilComplete(function* () {
          return yield* gather([1, 2, 3].map((n) => pool.submit(tasks(askParent), n)));
        }),
        [{ parent: 1 }, { parent: 2 }, { parent: 3 }],
      );
    });

    test("a worker that blocks on a call of this thread, which is blocked on the worker, is refused", () => {
      using pool = make({ maxWorkers: 1 });
      assert.throws(() => pool.submit(tasks(askParent), 5).result(), {
        name: "DeadlockError",
        code: "ERR_DEADLOCK",
      });
    });

    test("statistics: frozen, and counts", async () => {
      await using pool = make({ maxWorkers: 1 });
      await Promise.all([1, 2, 3].map((n) => pool.submit(tasks(add), n, n)));
      const statistics = pool.statistics();
      assert.ok(Object.isFrozen(statistics) && Object.isFrozen(statistics.runTime));
      assert.deepEqual(
        [statistics.submitted, statistics.completed, statistics.queued, statistics.running],
        [3, 3, 0, 0],
      );
      assert.equal(statistics.waitTime.count, 3);
      assert.ok(statistics.runTime.p50 <= statistics.runTime.max);
      const [worker] = statistics.workers;
      assert.ok(worker && worker.utilization >= 0 && worker.utilization <= 1);
    });
  });
}

describe("ThreadPoolExecutor", () => {
  test("a worker that is free takes what waits behind a long call", async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
    await Promise.all(Array.from({ length: 100 }, () => pool.submit(tasks(add), 1, 2)));
    const [running, goOn] = [newFlag(), newFlag()];
    const long = pool.submit(tasks(hold<string>), running, goOn, "long");
    waitFor(running);
    const others = await Promise.all(Array.from({ length: 100 }, (_, i) => pool.submit(tasks(add), i, 0)));
    assert.equal(others.length, 100);
    raise(goOn);
    assert.equal(await long, "long");
  });

  test("a worker that is free takes what waits behind a long call, also while this thread is blocked", () => {
    using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
    for (const future of Array.from({ length: 100 }, () => pool.submit(tasks(add), 1, 2))) future.result();
    const [running, goOn] = [[newFlag(), newFlag()] as const, [newFlag(), newFlag()] as const];
    const long = [0, 1].map((i) =>
      pool.submit(tasks(hold<number>), running[i] as Int32Array, goOn[i] as Int32Array, i),
    );
    for (const flag of running) waitFor(flag);
    const others = Array.from({ length: 1_000 }, (_, i) => pool.submit(tasks(add), i, 0));
    raise(goOn[0]);
    assert.deepEqual(
      others.map((future) => future.result()),
      others.map((_, i) => i),
    );
    assert.ok(!long[1]?.done());
    raise(goOn[1]);
  });

  test("maxQueue: what a worker has ahead of time waits, too", async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1, maxQueue: 3 });
    for (let i = 0; i < 10; i++) await pool.submit(tasks(add), 1, 2);
    const [running, goOn] = [newFlag(), newFlag()];
    const futures: unknown[] = [pool.submit(tasks(hold<number>), running, goOn, 0)];
    waitFor(running);
    for (let i = 0; i < 3; i++) futures.push(pool.submit(tasks(add), 1, 2));
    assert.throws(() => pool.submit(tasks(add), 1, 2), {
      name: "QueueFull",
      message: /: 3 calls wait already\./,
    });
    const { queued, running: begun } = pool.statistics();
    assert.deepEqual([queued, begun], [3, 1]);
    const room = pool.whenRoom();
    assert.ok(!room.done());
    raise(goOn);
    await room;
    futures.push(pool.submit(tasks(add), 1, 2));
    await Promise.all(futures);
  });

  test("maxQueue 0: whenRoom waits for a worker that has nothing to do", async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1, maxQueue: 0 });
    await pool.whenRoom();
    const [running, goOn] = [newFlag(), newFlag()];
    const long = pool.submit(tasks(hold<number>), running, goOn, 1);
    waitFor(running);
    assert.throws(() => pool.submit(tasks(add), 1, 2), { name: "QueueFull" });
    const room = pool.whenRoom();
    raise(goOn);
    await room;
    assert.equal(await pool.submit(tasks(add), 1, 2), 3);
    assert.equal(await long, 1);
  });

  test("move: memory goes over, and comes back", async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const bytes = new Uint8Array([1, 2, 3]);
    assert.deepEqual(await pool.submit(tasks(same<Uint8Array>), move(bytes)), new Uint8Array([1, 2, 3]));
    assert.equal(bytes.length, 0);
    assert.throws(() => move({ a: 1 }), {
      name: "TypeError",
      message: "Cannot move a object: say what of it to move, as in move(value, [value.buffer])",
    });
  });

  test("options that make no sense are refused", () => {
    for (const options of [
      { maxWorkers: 0 },
      { concurrency: 1.5 },
      { maxQueue: -1 },
      { idleTimeout: Number.NaN },
      { maxMemoryPerChild: 0 },
    ]) {
      assert.throws(() => new ThreadPoolExecutor(options), {
        name: "RangeError",
        message: /^Cannot make an executor with /,
      });
    }
    assert.throws(() => new ThreadPoolExecutor({ minWorkers: 2, maxWorkers: 1 }), {
      message: "Cannot make an executor with minWorkers 2: maxWorkers is 1",
    });
  });
});

describe("runInExecutor, toThread", () => {
  for (const way of ways) {
    test(`a call in an executor, the loop's own by default, ${way.name}`, async () => {
      using loop = newEventLoop();
      await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const results = await way.run(loop, function* () {
        const three = yield* loop.runInExecutor(pool, tasks(add), 1, 2);
        const four = yield* toThread(tasks(addSlowly), 1, 3);
        yield* loop.shutdownDefaultExecutor();
        assert.throws(() => loop.runInExecutor(null, tasks(add), 1, 2), { code: "ERR_EXECUTOR_SHUT_DOWN" });
        return [three, four];
      });
      assert.deepEqual(results, [3, 4]);
    });
  }

  test("setDefaultExecutor: what runInExecutor and toThread use; run shuts it down at its end", async () => {
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    await run(function* () {
      getRunningLoop().setDefaultExecutor(pool);
      assert.equal(yield* toThread(tasks(add), 1, 2), 3);
    });
    assert.throws(() => pool.submit(tasks(add), 1, 2), { code: "ERR_EXECUTOR_SHUT_DOWN" });
    using loop = newEventLoop();
    assert.throws(() => loop.setDefaultExecutor(null as never), {
      message: "Cannot set the default executor: an executor with submit() is expected",
    });
  });
});
