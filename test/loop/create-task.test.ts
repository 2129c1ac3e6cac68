import assert from "node:assert/strict";
import { test } from "node:test";
import { type Coroutine, createTask, currentTask, eagerTaskFactory, getRunningLoop, sleep } from "tsyncio";
import { onEveryWayOfWaiting } from "../support/ways.js";

onEveryWayOfWaiting("createTask: makes a task of the running loop, with its options", async (way) => {
  await way.run(function* () {
    const task = createTask(sleep(1, "done"), { name: "napper" });
    assert.equal(task.getLoop(), getRunningLoop());
    assert.equal(task.getName(), "napper");
    assert.equal(yield* task, "done");
  });
});

test("createTask: is refused where no loop runs", () => {
  assert.throws(() => createTask(sleep(1)), {
    code: "ERR_NO_RUNNING_LOOP",
    message: /createTask\(\): no running event loop/,
  });
});

function* note(steps: string[]): Coroutine<void> {
  steps.push(`begins as ${currentTask()?.getName()}`);
  yield* sleep(0);
  steps.push("ends");
}

onEveryWayOfWaiting(
  "eagerTaskFactory: a task runs up to its first wait before createTask returns",
  async (way) => {
    await way.run(function* () {
      getRunningLoop().setTaskFactory(eagerTaskFactory);
      const steps: string[] = [];
      const task = createTask(note(steps), { name: "eager" });
      steps.push("caller goes on");
      yield* task;
      assert.deepEqual(steps, ["begins as eager", "caller goes on", "ends"]);
    });
  },
);
