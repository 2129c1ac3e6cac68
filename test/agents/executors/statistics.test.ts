import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PoolExecutor } from "tsyncio";
import { add, addSlowly, exit, fail, failToSetUp, same } from "../fixtures/tasks.js";
import { tasks } from "../targets.js";
import { pools } from "./pools.js";

for (const { name, make } of pools) {
  describe(`${name}: statistics`, () => {
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

    test("statistics: add up, whatever becomes of calls", async () => {
      const addUp = (pool: PoolExecutor, total: number) => {
        const { submitted, completed, cancelled, queued, running } = pool.statistics();
        assert.deepEqual([submitted, completed + cancelled + queued + running], [total, total]);
      };
      await using pool = make({ maxWorkers: 1 });
      const calls: PromiseLike<unknown>[] = [
        pool.submit(tasks(exit), 3),
        pool.submit(tasks(add), 1, 2),
        pool.submitWith({ signal: AbortSignal.abort() }, tasks(add), 1, 2),
        pool.submit(tasks(fail), "no"),
      ];
      addUp(pool, 4);
      const late = pool.submit(tasks(add), 1, 2);
      late.cancel();
      addUp(pool, 5);
      await Promise.allSettled([...calls, late]);
      addUp(pool, 5);
      assert.throws(() => pool.submit(tasks(same<unknown>), () => {}), TypeError);
      addUp(pool, 5);
      if (name === "ProcessPoolExecutor") {
        const first = pool.submit(tasks(addSlowly), 1, 2);
        const shared = new Int32Array(new SharedArrayBuffer(4));
        await Promise.allSettled([first, pool.submit(tasks(same<unknown>), shared)]);
        addUp(pool, 7);
      }
      await using broken = make({ maxWorkers: 1, initializer: tasks(failToSetUp) });
      await Promise.allSettled([1, 2, 3].map((n) => broken.submit(tasks(add), n, 1)));
      addUp(broken, 3);
    });
  });
}
