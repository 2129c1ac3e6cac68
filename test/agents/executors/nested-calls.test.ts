import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gather, newEventLoop } from "tsyncio";
import { askParent } from "../fixtures/tasks.js";
import { tasks } from "../targets.js";
import { pools } from "./pools.js";

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
  });
}
