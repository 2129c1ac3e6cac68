import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type PoolExecutor, ProcessPoolExecutor, ThreadPoolExecutor } from "tsyncio";
import type * as module from "../fixtures/module.js";
import type * as names from "../fixtures/names.js";

type Module = typeof module;

const url = new URL("../fixtures/module.js", import.meta.url);
const kinds: readonly { name: string; make(maxWorkers: number): PoolExecutor; blocks: boolean }[] = [
  { name: "ThreadPoolExecutor", make: (maxWorkers) => new ThreadPoolExecutor({ maxWorkers }), blocks: true },
  {
    name: "ProcessPoolExecutor",
    make: (maxWorkers) => new ProcessPoolExecutor({ maxWorkers }),
    blocks: true,
  },
];

for (const { name, make } of kinds) {
  describe(`${name}: module`, () => {
    test("each function of the module can be awaited, and blocks with sync", async () => {
      await using pool = make(1);
      const api = pool.module<Module>(url);
      assert.equal(await api.double(2), 4);
      assert.equal(api.double.sync(3), 6);
      assert.equal(api.double, api.double);
      assert.equal(await Promise.resolve(api), api, "a view is not awaited itself");
    });

    test("each function goes by the name of its export, whatever name it has itself", async () => {
      await using pool = make(1);
      const api = pool.module<typeof names>(new URL("../fixtures/names.js", import.meta.url));
      assert.deepEqual(
        [await api.goodbye("ada"), await api.hello("ada"), await api.nameless("ada"), await api.renamed()],
        ["goodbye ada", "hello ada", "nameless ada", "original"],
      );
    });

    test("a path in place of a URL is refused, with what to do", async () => {
      await using pool = make(1);
      for (const path of ["./work.js", "../work.js", "/work.js", "", 5, undefined]) {
        assert.throws(() => pool.module(path as string), {
          name: "TypeError",
          message: `Cannot call the module ${path} in workers: a URL is expected, as of new URL("./work.js", import.meta.url)`,
        });
      }
    });

    test("with: options of a call", async () => {
      await using pool = make(1);
      const api = pool.module<Module>(url);
      await assert.rejects(async () => api.never.with({ timeout: 5, grace: 5 })(), { name: "TimeoutError" });
      assert.equal(await api.double.with({ timeout: 10_000 })(2), 4);
    });

    test("with: of a generator, holds for each wait for items; its finally blocks run", async () => {
      await using pool = make(1);
      const api = pool.module<Module>(url);
      const closed = async (count: number) => {
        while ((await api.streamState()).closed < count)
          await new Promise((resolve) => setTimeout(resolve, 1));
      };
      const controller = new AbortController();
      const seen: number[] = [];
      const aborted = await api.numbersSlowly.with({ signal: controller.signal })(250);
      await assert.rejects(
        async () => {
          for await (const n of aborted) {
            seen.push(n);
            setImmediate(() => controller.abort(new Error("enough")));
          }
        },
        { name: "CancelledError", message: "enough" },
      );
      assert.deepEqual(seen, [0]);
      await closed(1);
      const late = await api.numbersSlowly.with({ timeout: 50 })(250);
      assert.throws(
        () => {
          for (const n of late) seen.push(n);
        },
        { name: "TimeoutError", message: "The call did not end within 50 ms, and was cancelled" },
      );
      assert.deepEqual(seen, [0, 0]);
      await closed(2);
      assert.equal(pool.statistics().workers.length, 1);
    });

    test("pin: all calls go to one worker, whose module keeps its state", async () => {
      await using pool = make(2);
      const api = pool.module<Module>(url, { pin: true });
      const counts = await Promise.all(Array.from({ length: 10 }, () => api.increment()));
      assert.deepEqual(
        counts,
        Array.from({ length: 10 }, (_, i) => i + 1),
      );
    });

    test("pin: more calls at once than an executor could take back", async () => {
      await using pool = make(1);
      const api = pool.module<Module>(url, { pin: true });
      const count = 20_000;
      const counts = await Promise.all(Array.from({ length: count }, () => api.increment()));
      assert.equal(counts.at(-1), count);
    });

    test("callbacks among the arguments are called back, also while this thread is blocked", async () => {
      await using pool = make(1);
      const api = pool.module<Module>(url);
      const onItem = (item: string) => item.toUpperCase();
      assert.deepEqual(await api.each(["a", "b"], { onItem }), ["A", "B"]);
      assert.deepEqual(api.each.sync(["a", "b"], { onItem }), ["A", "B"]);
      const failing = () => {
        throw new RangeError("in a callback");
      };
      await assert.rejects(async () => api.each(["a"], { onItem: failing }), {
        name: "RangeError",
        message: "in a callback",
      });
    });

    test("an AbortSignal among the arguments aborts over there", async () => {
      await using pool = make(1);
      const api = pool.module<Module>(url);
      const controller = new AbortController();
      const result = api.untilAborted({ signal: controller.signal });
      await new Promise((resolve) => setTimeout(resolve, 5));
      controller.abort("enough");
      assert.equal(await result, "aborted: enough");
      assert.match(await api.untilAborted({ signal: AbortSignal.abort() }), /^aborted: AbortError/);
    });

    test("an async generator is a stream, which runs ahead by a few items only", async () => {
      await using pool = make(1);
      const api = pool.module<Module>(url, { pin: true });
      const seen: number[] = [];
      for await (const n of await api.numbers(100)) seen.push(n);
      assert.deepEqual(
        seen,
        Array.from({ length: 100 }, (_, i) => i),
      );
      assert.deepEqual([...api.numbers.sync(5)], [0, 1, 2, 3, 4]);
      for await (const n of await api.numbers(1_000_000)) if (n === 3) break;
      const { produced, closed } = await api.streamState();
      assert.equal(closed, 3);
      assert.ok(produced < 200);
      const before: number[] = [];
      await assert.rejects(
        async () => {
          for await (const n of await api.failsHalfway()) before.push(n);
        },
        { name: "RangeError", message: "halfway" },
      );
      assert.deepEqual(before, [1]);
    });

    test("an item of a stream is given when it is there, though the next one is not", async () => {
      await using pool = make(1);
      const api = pool.module<Module>(url);
      let resolve = () => {};
      const told = new Promise<void>((fn) => {
        resolve = fn;
      });
      const seen: number[] = [];
      for await (const n of await api.oneThenAnother(() => told)) {
        seen.push(n);
        resolve();
      }
      assert.deepEqual(seen, [1, 2]);
    });

    test("a stream whose worker ends: who reads it is told how", async () => {
      await using pool = make(1);
      const api = pool.module<Module>(url);
      const ended = { code: "ERR_AGENT_ENDED", message: /ended before its target returned: exit code 3$/ };
      await assert.rejects(async () => {
        for await (const _ of await api.exitsHalfway());
      }, ended);
      assert.throws(() => [...api.exitsHalfway.sync()], ended);
    });

    test("a function that the module does not export: an error that says so, and the worker goes on", async () => {
      await using pool = make(1);
      const api = pool.module<Module & { absent(): void }>(url, { pin: true });
      const missing = { code: "ERR_TARGET_NOT_EXPORTED", message: /^Cannot find 'absent' in file:/ };
      for (const count of [1, 2, 3]) {
        const others = [api.double(count), api.increment()];
        await assert.rejects(async () => api.absent(), missing);
        assert.deepEqual(await Promise.all(others), [2 * count, count]);
      }
    });
  });
}

test("what a module's functions move is not copied: a result, a stream's items, a callback's arguments", async () => {
  for (const { make, kept } of [
    { make: () => new ThreadPoolExecutor({ maxWorkers: 1 }), kept: 0 },
    { make: () => new ProcessPoolExecutor({ maxWorkers: 1 }), kept: 3 },
  ]) {
    await using pool = make();
    const api = pool.module<Module>(url);
    const taken = [await api.giveAway()];
    for await (const bytes of await api.giveAwayOneByOne()) taken.push(bytes);
    await api.giveTo((bytes) => {
      taken.push(bytes);
    });
    assert.deepEqual(taken, new Array(4).fill(new Uint8Array([1, 2, 3])));
    assert.deepEqual(await api.kept(), new Array(4).fill(kept), "to another process all is copied");
  }
});
