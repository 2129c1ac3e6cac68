import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type PoolExecutor, type PoolOptions, ProcessPoolExecutor, ThreadPoolExecutor } from "tsyncio";
import type * as module from "../fixtures/tasks.js";
import { add, leak, leakObjects, where } from "../fixtures/tasks.js";
import { tasks } from "../targets.js";

const MB = 2 ** 20;

const kinds: readonly {
  name: string;
  make(options?: PoolOptions): PoolExecutor;
  /** What a worker never takes up but for a leak, in bytes: a thread's heap alone, a process with all of Node. */
  limit: number;
}[] = [
  { name: "ThreadPoolExecutor", make: (options) => new ThreadPoolExecutor(options), limit: 100 * MB },
  { name: "ProcessPoolExecutor", make: (options) => new ProcessPoolExecutor(options), limit: 200 * MB },
];

for (const { name, make, limit } of kinds) {
  describe(`maxMemoryPerChild of a ${name}`, () => {
    test("a worker that leaks is replaced after the call that passes the limit", async () => {
      await using pool = make({ maxWorkers: 1, maxMemoryPerChild: limit });
      const calls = [];
      while (new Set(calls.map(({ worker }) => worker)).size < 3)
        calls.push(await pool.submit(tasks(leak), 40 * MB));
      for (const { before } of calls)
        assert.ok(before <= limit, `${before / MB} MiB were kept before a call`);
      assert.equal(pool.statistics().completed, calls.length);
    });

    test("one that does not leak stays, and so does one to which a view is pinned", async () => {
      await using pool = make({ maxWorkers: 1, maxMemoryPerChild: limit });
      const seen = [];
      for (let i = 0; i < 5; i++) seen.push(await pool.submit(tasks(where)));
      assert.equal(new Set(seen).size, 1);
      const api = pool.module<typeof module>(tasks(where).url, { pin: true });
      for (let i = 0; i < 8; i++) assert.equal((await api.leak(40 * MB)).worker, seen[0]);
    });
  });
}

describe("maxMemoryPerChild of threads", () => {
  test("what waits in a worker that leaks goes to others", async () => {
    await using pool = new ThreadPoolExecutor({
      maxWorkers: 1,
      maxMemoryPerChild: 100 * MB,
      concurrency: 2,
    });
    const first = await pool.submit(tasks(where));
    await Promise.all(Array.from({ length: 100 }, () => pool.submit(tasks(add), 1, 2)));
    const calls = [pool.submit(tasks(leak), 120 * MB)];
    const rest = Array.from({ length: 2_000 }, () => pool.submit(tasks(where)));
    assert.equal((await Promise.all(calls))[0]?.worker, first);
    const seen = await Promise.all(rest);
    assert.notEqual(seen.at(-1), first);
    assert.equal(new Set(seen.filter((worker) => worker !== first)).size, 1);
  });

  test("objects of the heap count", async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1, maxMemoryPerChild: 60 * MB });
    const workers = new Set<string>();
    while (workers.size < 2) workers.add((await pool.submit(tasks(leakObjects), 100_000)).worker);
  });
});
