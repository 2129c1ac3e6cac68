import assert from "node:assert/strict";
import { test } from "node:test";
import { CancelledError, getRunningLoop, run, sleep, type Task } from "tsyncio";

test("createTask: one signal for many tasks, at which Node does not take offence; it cancels those that are not done", async () => {
  const warned: Error[] = [];
  const warn = (warning: Error) => warned.push(warning);
  process.on("warning", warn);
  await run(function* () {
    for (let round = 0; round < 2; round++) {
      const controller = new AbortController();
      const tasks = Array.from({ length: 20 }, (_, i) =>
        getRunningLoop().createTask(sleep(i % 2 === 0 ? 0 : 1_000_000, i), { signal: controller.signal }),
      );
      for (let i = 0; i < tasks.length; i += 2) assert.equal(yield* tasks[i] as Task<number>, i);
      controller.abort();
      for (const [i, task] of tasks.entries()) {
        try {
          yield* task;
        } catch (error) {
          assert.ok(error instanceof CancelledError);
        }
        assert.equal(task.cancelled(), i % 2 === 1);
      }
    }
  });
  process.off("warning", warn);
  assert.deepEqual(warned, []);
});
