import assert from "node:assert/strict";
import { test } from "node:test";
import { allTasks, type Coroutine, ensureFuture, Future, sleep, Task } from "tsyncio";
import { onEveryWayOfWaiting, virtualLoop } from "../support/ways.js";

function* answer(): Coroutine<number> {
  yield* sleep(1);
  return 42;
}

onEveryWayOfWaiting("ensureFuture: a future or a task is returned as it is", async (way) => {
  await way.run(function* () {
    const future = way.loop.createFuture<number>();
    assert.equal(ensureFuture(future), future);
    const task = way.loop.createTask(answer());
    assert.equal(ensureFuture(task), task);
    assert.equal(yield* task, 42);
  });
});

onEveryWayOfWaiting(
  "ensureFuture: a coroutine, or a sleep, becomes a task of the running loop",
  async (way) => {
    await way.run(function* () {
      const task = ensureFuture(answer());
      assert.ok(task instanceof Task);
      assert.ok(allTasks().has(task as Task<unknown>));
      assert.equal(yield* task, 42);
      const nap = ensureFuture(sleep(1, "nap"));
      assert.ok(nap instanceof Task);
      assert.equal(yield* nap, "nap");
    });
  },
);

onEveryWayOfWaiting("ensureFuture: with a loop, outside of a run", async (way) => {
  const task = ensureFuture(answer(), { loop: way.loop });
  assert.equal(task.getLoop(), way.loop);
  assert.equal(await way.run(task), 42);
});

onEveryWayOfWaiting("ensureFuture: uses the loop's task factory", async (way) => {
  way.loop.setTaskFactory((loop, coro, options) => new Task(loop, coro, { ...options, name: "made" }));
  const task = ensureFuture(answer(), { loop: way.loop }) as Task<number>;
  way.loop.setTaskFactory(null);
  assert.equal(task.getName(), "made");
  await way.run(task);
});

test("ensureFuture: a host promise is wrapped", async () => {
  using loop = virtualLoop();
  await loop.run(function* () {
    const future = ensureFuture(Promise.resolve("value"));
    assert.ok(future instanceof Future && !(future instanceof Task));
    assert.equal(yield* future, "value");
  });
});

test("ensureFuture: refuses another loop's future, and what is no awaitable", () => {
  using loop = virtualLoop();
  using other = virtualLoop();
  assert.throws(() => ensureFuture(other.createFuture(), { loop }), {
    name: "RuntimeError",
    code: "ERR_FOREIGN_FUTURE",
    message: /<Future pending> belongs to a different loop/,
  });
  for (const value of [5, null, undefined, {}, answer]) {
    assert.throws(() => ensureFuture(value as unknown as Coroutine<void>, { loop }), {
      name: "TypeError",
      message: /Cannot make a future: an awaitable was expected, got/,
    });
  }
});
