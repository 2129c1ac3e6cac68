import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { getRunningLoop, newEventLoop, run, ThreadPoolExecutor, toThread } from "tsyncio";
import { ways } from "../../drivers/ways.js";
import { add, addSlowly } from "../fixtures/tasks.js";
import { tasks } from "../targets.js";

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
