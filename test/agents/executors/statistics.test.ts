import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { add } from "../fixtures/tasks.js";
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
  });
}
