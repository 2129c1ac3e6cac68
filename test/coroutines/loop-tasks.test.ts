import assert from "node:assert/strict";
import { allTasks, type Coroutine, currentTask, sleep, type Task } from "tsyncio";
import { onEveryWayOfWaiting, virtualLoop } from "../support/ways.js";

onEveryWayOfWaiting("currentTask: the task that runs, null in callbacks", async (way) => {
  const { loop } = way;
  const seen: (string | null)[] = [];
  const look = () => seen.push(currentTask()?.getName() ?? null);
  loop.callSoon(look);
  function* mine(): Coroutine<void> {
    look();
    loop.callSoon(look);
    yield* sleep(1);
    look();
    assert.equal(currentTask(loop), task);
  }
  const task: Task<void> = loop.createTask(mine(), { name: "mine" });
  task.addDoneCallback(look);
  await way.run(task);
  assert.deepEqual(seen, [null, "mine", null, "mine", null]);
  assert.equal(currentTask(loop), null);
});

onEveryWayOfWaiting("currentTask: of another loop is null", async (way) => {
  using other = virtualLoop();
  await way.run(function* () {
    assert.equal(currentTask(other), null);
    assert.notEqual(currentTask(way.loop), null);
  });
});

onEveryWayOfWaiting("allTasks: those not done, oldest first; a set of the caller's own", async (way) => {
  const { loop } = way;
  const tasks = [30, 10, 20].map((ms) => loop.createTask(sleep(ms)));
  assert.deepEqual([...allTasks(loop)], tasks);
  await way.run(function* () {
    const main = currentTask();
    assert.deepEqual([...allTasks()], [...tasks, main]);
    yield* sleep(15);
    assert.deepEqual([...allTasks()], [tasks[0], tasks[2], main]);
    allTasks().clear();
    assert.equal(allTasks().size, 3);
    yield* sleep(50);
    assert.deepEqual([...allTasks()], [main]);
  });
  assert.equal(allTasks(loop).size, 0);
});
