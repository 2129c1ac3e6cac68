import assert from "node:assert/strict";
import { createTask, Event, sleep, timeout } from "tsyncio";
import { onEveryWayOfWaiting } from "../support/ways.js";

onEveryWayOfWaiting("what a library function returns can be awaited once, or made a task", async (way) => {
  await way.run(function* () {
    const event = new Event();
    event.set();
    const waiting = event.wait();
    yield* waiting;
    try {
      yield* waiting;
      assert.fail();
    } catch (error) {
      assert.equal((error as { code: string }).code, "ERR_REUSED_COROUTINE");
      assert.match((error as Error).message, /Cannot await <Event\.wait\(\)> again/);
    }
    const task = createTask(timeout(5, () => sleep(1, "task")));
    assert.deepEqual([yield* task, yield* task], ["task", "task"]);
  });
});
