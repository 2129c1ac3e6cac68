import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type ConcurrentFuture,
  futuresAsCompleted,
  gather,
  newEventLoop,
  type PoolExecutor,
  type PoolOptions,
  run,
  waitForFutures,
} from "tsyncio";
import type * as module from "../fixtures/module.js";
import { add, askParent, block } from "../fixtures/tasks.js";
import { tasks } from "../targets.js";
import { pools } from "./pools.js";

type Module = typeof module;

const moduleUrl = new URL("../fixtures/module.js", import.meta.url);

for (const { name, make } of pools) {
  describe(`${name}: calls back into this thread`, () => {
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

    test("a callback that awaits other calls of the same workers is served, however many these may run at once", async () => {
      await using pool = make({ maxWorkers: 1 });
      const api = pool.module<Module>(moduleUrl);
      const ask = (depth: number): PromiseLike<unknown> =>
        depth === 0 ? api.double(2) : api.ask(async () => await ask(depth - 1));
      assert.equal(await ask(1), 4);
      assert.equal(await ask(3), 4);
      const answers = await Promise.all([1, 2, 3, 4].map((n) => api.ask(async () => await api.double(n))));
      assert.deepEqual(answers, [2, 4, 6, 8]);
    });

    test("a call that was to wait before a callback began does so, though the callback takes long", async () => {
      await using pool = make({ maxWorkers: 1 });
      const api = pool.module<Module>(moduleUrl);
      const asking = api.ask(async () => [await api.double(2), earlier.done()]);
      const earlier = api.double(1);
      assert.deepEqual(await asking, [4, false]);
      assert.equal(await earlier, 2);
    });

    test("a callback that reads a stream of the same worker is served, though others have nothing to do", async () => {
      for (const maxWorkers of [1, 2]) {
        await using pool = make({ maxWorkers });
        const api = pool.module<Module>(moduleUrl);
        const stream = await api.numbers(3);
        const items = await api.ask(async () => {
          const read: number[] = [];
          for await (const n of stream) read.push(n);
          return read;
        });
        assert.deepEqual(items, [0, 1, 2]);
      }
    });

    const stuck = { name: "DeadlockError", code: "ERR_DEADLOCK" };
    const waits: readonly {
      what: string;
      options?: PoolOptions;
      block(pool: PoolExecutor): ConcurrentFuture<unknown>;
    }[] = [
      {
        what: "for a call that waited for the worker",
        block(pool) {
          pool.submit(tasks(block), 20);
          return pool.submit(tasks(askParent), 1);
        },
      },
      {
        what: "for a call that waited for the initializer",
        options: { initializer: tasks(block), initargs: [20] },
        block: (pool) => pool.submit(tasks(askParent), 1),
      },
      {
        what: "for several calls",
        block(pool) {
          const asking = pool.submit(tasks(askParent), 1);
          waitForFutures([pool.submit(tasks(add), 1, 2), asking]);
          return asking;
        },
      },
      {
        what: "for the first of several calls",
        options: { maxWorkers: 2 },
        block(pool) {
          const [first, second, third] = [1, 2, 3].map((n) => pool.submit(tasks(askParent), n));
          for (const future of futuresAsCompleted([second, third] as ConcurrentFuture<unknown>[]))
            assert.throws(() => future.result(), stuck);
          return first as ConcurrentFuture<unknown>;
        },
      },
      {
        what: "for a call behind it",
        block(pool) {
          const asking = pool.submit(tasks(askParent), 1);
          pool.submit(tasks(add), 1, 2).result();
          return asking;
        },
      },
      {
        what: "for the end of the executor",
        block(pool) {
          const asking = pool.submit(tasks(askParent), 1);
          pool.shutdown().result();
          return asking;
        },
      },
      {
        what: "for room",
        options: { maxQueue: 0 },
        block(pool) {
          const asking = pool.submit(tasks(askParent), 1);
          pool.whenRoom().result();
          return asking;
        },
      },
    ];
    for (const { what, options, block: blockFor } of waits) {
      test(`a worker that blocks on a call of this thread, which is blocked ${what}, is refused`, () => {
        using pool = make({ maxWorkers: 1, ...options });
        assert.throws(() => blockFor(pool).result(), stuck);
      });
    }

    test("a worker that has blocked on a call of this thread before this thread is blocked on it is refused", async () => {
      await using pool = make({ maxWorkers: 1 });
      const asking = pool.submit(tasks(askParent), 1);
      await new Promise((resolve) => setTimeout(resolve, 200));
      assert.throws(() => asking.result(), stuck);
    });

    test("a worker that blocks on a call of this thread waits, while this thread is blocked on another one", async () => {
      await using pool = make({ maxWorkers: 2 });
      const asking = pool.submit(tasks(askParent), 1);
      for (let i = 0; i < 10; i++) assert.equal(pool.submit(tasks(add), i, 1).result(), i + 1);
      assert.equal(asking.done(), false);
      assert.deepEqual(
        await run(function* () {
          return yield* asking;
        }),
        { parent: 1 },
      );
    });

    test("a callback that gives a promise, called while this thread is blocked on the call, is refused", async () => {
      await using pool = make({ maxWorkers: 1 });
      const api = pool.module<Module>(moduleUrl);
      const onItem = async (item: string) => item.toUpperCase();
      assert.throws(() => api.each.sync(["a"], { onItem }), {
        ...stuck,
        message:
          /^Deadlock: a function that was called back gave a promise, .*Await that call instead of blocking\.$/,
      });
      assert.deepEqual(await api.each(["a"], { onItem }), ["A"]);
    });
  });
}
