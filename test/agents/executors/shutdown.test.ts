import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PoolExecutor } from "tsyncio";
import type * as tasksModule from "../fixtures/tasks.js";
import { add, addSlowly, block } from "../fixtures/tasks.js";
import { fixtures, tasks } from "../targets.js";
import { pools } from "./pools.js";

for (const { name, make } of pools) {
  describe(`${name}: shutdown`, () => {
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

    test("shutdown: cancelFutures cancels what has not begun of a pinned view, too", async () => {
      const pool = make({ maxWorkers: 1 });
      const api = pool.module<typeof tasksModule>(fixtures.tasks, { pin: true });
      await api.add(1, 2);
      // Long enough for a loaded machine to come to the shutdown meanwhile.
      const first = api.block(300);
      const others = Array.from({ length: 5 }, () => api.block(20));
      const settled = Promise.allSettled(others);
      await new Promise((resolve) => setTimeout(resolve, 5));
      await pool.shutdown({ cancelFutures: true });
      assert.equal(await first, "blocked");
      await settled;
      // A process that is busy looks for messages now and then only.
      assert.ok(others.filter((other) => other.cancelled()).length >= 3);
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
  });
}
