import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PoolExecutor } from "tsyncio";
import { add, addSlowly, block } from "../fixtures/tasks.js";
import { tasks } from "../targets.js";
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
