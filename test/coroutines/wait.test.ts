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

onEveryWayOfWaiting("wait: for what is done already gives way once, and gives it", async (way) => {
  await way.run(function* () {
    const done = createTask(sleep(0, 1));
    yield* done;
    let others = 0;
    way.loop.callSoon(() => others++);
    const result = yield* wait([done]);
    assert.equal(others, 1);
    assert.deepEqual([...result.done], [done]);
    assert.equal(result.pending.size, 0);
  });
});

onEveryWayOfWaiting("wait: the same task twice counts once", async (way) => {
  await way.run(function* () {
    const task = createTask(sleep(2));
    const { done } = yield* wait([task, task]);
    assert.equal(done.size, 1);
    assert.equal(way.loop.time(), 2);
  });
});

onEveryWayOfWaiting(
  "wait: cancelled, it cancels none of them, and leaves no timer and no callback",
  async (way) => {
    await way.run(function* () {
      const task = createTask(sleep(5, "kept"));
      const waiting = createTask(wait([task], { timeout: 1000 }));
      yield* sleep(1);
      waiting.cancel();
      yield* sleep(0);
      assert.equal(waiting.cancelled(), true);
      assert.equal(yield* task, "kept");
    });
    assert.equal(way.loop.time(), 5);
  },
);

onEveryWayOfWaiting("wait: FIRST_EXCEPTION does not take a cancellation for an error", async (way) => {
  await way.run(function* () {
    const cancelled = createTask(sleep(100));
    const other = createTask(sleep(3));
    way.loop.callLater(1, () => cancelled.cancel());
    const { done } = yield* wait([cancelled, other], { returnWhen: "FIRST_EXCEPTION" });
    assert.equal(done.size, 2);
    assert.equal(way.loop.time(), 3);
  });
});

onEveryWayOfWaiting("wait: several that end in one iteration are all done", async (way) => {
  await way.run(function* () {
    const futures = [1, 2, 3].map(() => way.loop.createFuture());
    way.loop.callLater(1, () => {
      futures[0]?.setResult();
      futures[1]?.setResult();
    });
    const { done, pending } = yield* wait(futures, { returnWhen: "FIRST_COMPLETED" });
    assert.deepEqual([done.size, pending.size], [2, 1]);
  });
});

onEveryWayOfWaiting("wait: a timeout of 0, or less, gives way and then says what is done", async (way) => {
  await way.run(function* () {
    for (const timeout of [0, -1]) {
      const ready = createTask(sleep(0));
      const slow = createTask(sleep(1000));
      const { done, pending } = yield* wait([ready, slow], { timeout });
      assert.deepEqual([[...done], [...pending]], [[ready], [slow]]);
      slow.cancel();
      yield* wait([ready, slow]);
    }
    assert.equal(way.loop.time(), 0);
  });
});

onEveryWayOfWaiting("wait: an error that it saw must still be asked for", async (way) => {
  await way.run(function* () {
    yield* wait([createTask(failAfter(1))]);
  });
  way.loop.close();
  assert.deepEqual(
    way.takeReports().map(({ message }) => message),
    ["Task exception was never retrieved"],
  );
});

onEveryWayOfWaiting("wait: a timeout of null is none", async (way) => {
  await way.run(function* () {
    const task = createTask(sleep(5));
    const { done } = yield* wait([task], { timeout: null });
    assert.deepEqual([...done], [task]);
  });
});

onEveryWayOfWaiting(
  "wait: one task in place of a list, and a timeout of NaN, are refused at the call",
  async (way) => {
    await way.run(function* () {
      const task = createTask(sleep(1));
      const refused = {
        name: "TypeError",
        message: "Cannot call wait: a list is expected, as in wait([a, b])",
      };
      assert.throws(() => wait(task as never), refused);
      assert.throws(() => wait(null as never), refused);
      assert.throws(() => wait([task], task as never), refused);
      assert.throws(() => wait([task], { timeout: Number.NaN }), {
        name: "RangeError",
        message: "Cannot set a timeout of NaN: a number of milliseconds or null is expected",
      });
      yield* task;
    });
  },
);
