import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { move, runSync, ThreadPoolExecutor } from "tsyncio";
import {
  add,
  addNatively,
  addSlowly,
  fail,
  keepFlag,
  raiseKept,
  same,
  waitForEver,
} from "../fixtures/tasks.js";
import { newFlag, waitFor } from "../flag.js";
import { tasks } from "../targets.js";
import { pools } from "./pools.js";

for (const { name, make } of pools) {
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
  });
}

describe("ThreadPoolExecutor: submit", () => {
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

  test("of many calls made in one turn the first run before it ends", async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1, concurrency: 1_000 });
    const flag = newFlag();
    // Its thread knows all of them, and has a call, so that nothing need leave at once.
    await Promise.all([pool.submit(tasks(raiseKept)), pool.submit(tasks(same<number>), 0)]);
    const endless = pool.submit(tasks(waitForEver));
    await pool.submit(tasks(keepFlag), flag);
    const futures = Array.from({ length: 500 }, (_, i) =>
      i === 250 ? pool.submit(tasks(raiseKept)) : pool.submit(tasks(same<number>), i),
    );
    waitFor(flag);
    await Promise.all(futures);
    endless.cancel();
  });
});
