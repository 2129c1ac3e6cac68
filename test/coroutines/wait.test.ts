import assert from "node:assert/strict";
import { type Coroutine, createTask, type Future, sleep, type Task, wait } from "tsyncio";
import { onEveryWayOfWaiting } from "../support/ways.js";

function* failAfter(ms: number): Coroutine<never> {
  yield* sleep(ms);
  throw new Error("failed");
}

onEveryWayOfWaiting("wait: gives what is done and what is pending, and cancels nothing", async (way) => {
  await way.run(function* () {
    const fast = createTask(sleep(1, "fast"));
    const slow = createTask(sleep(5, "slow"));
    const first = yield* wait([fast, slow], { returnWhen: "FIRST_COMPLETED" });
    assert.deepEqual([...first.done], [fast]);
    assert.deepEqual([...first.pending], [slow]);
    const all = yield* wait([fast, slow]);
    assert.equal(all.done.size, 2);
    assert.equal(slow.cancelled(), false);
    assert.equal(way.loop.time(), 5);
  });
});

onEveryWayOfWaiting(
  "wait: FIRST_EXCEPTION ends with the first error, which it does not throw",
  async (way) => {
    await way.run(function* () {
      const failing = createTask(failAfter(2));
      const tasks: Task<unknown>[] = [createTask(sleep(1)), failing, createTask(sleep(3))];
      const { done, pending } = yield* wait(tasks, { returnWhen: "FIRST_EXCEPTION" });
      assert.equal(done.size, 2);
      assert.equal(pending.size, 1);
      assert.equal(failing.exception()?.message, "failed");
      yield* wait(pending);
    });
  },
);

onEveryWayOfWaiting("wait: at its timeout it gives what there is, and throws nothing", async (way) => {
  await way.run(function* () {
    const { done, pending } = yield* wait([createTask(sleep(1)), createTask(sleep(9))], { timeout: 4 });
    assert.deepEqual([done.size, pending.size, way.loop.time()], [1, 1, 4]);
    for (const task of pending) task.cancel();
    yield* wait(pending);
  });
});

onEveryWayOfWaiting("wait: bad arguments are refused at the call", async (way) => {
  await way.run(function* () {
    const coro = sleep(1) as unknown as Future<unknown>;
    assert.throws(() => wait([coro]), {
      name: "TypeError",
      message: /Cannot wait for .*make a task of a coroutine first/,
    });
    assert.throws(() => wait([]), {
      name: "RangeError",
      message: /the collection of tasks and futures is empty/,
    });
    const task = createTask(sleep(0));
    assert.throws(() => wait([task], { returnWhen: "SOMETIME" as never }), {
      message: /returnWhen is one of FIRST_COMPLETED/,
    });
    yield* task;
  });
});
