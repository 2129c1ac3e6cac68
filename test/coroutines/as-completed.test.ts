import assert from "node:assert/strict";
import { test } from "node:test";
import {
  aiter,
  allTasks,
  asCompleted,
  type Coroutine,
  createTask,
  gather,
  type LazyAwaitable,
  sleep,
  TimeoutError,
} from "tsyncio";
import { onEveryWayOfWaiting, virtualLoop } from "../support/ways.js";

onEveryWayOfWaiting("asCompleted: gives results in the order in which they come", async (way) => {
  const results = await way.run(function* () {
    const got: string[] = [];
    for (const next of asCompleted([sleep(3, "c"), sleep(1, "a"), sleep(2, "b")])) got.push(yield* next);
    return got;
  });
  assert.deepEqual(results, ["a", "b", "c"]);
});

onEveryWayOfWaiting("asCompleted: at its timeout what is missing throws a TimeoutError", async (way) => {
  await way.run(function* () {
    const slow = createTask(sleep(100, "slow"));
    const [first, second] = [...asCompleted([sleep(1, "fast"), slow], { timeout: 10 })] as [
      LazyAwaitable<string>,
      LazyAwaitable<string>,
    ];
    assert.equal(yield* first, "fast");
    try {
      yield* second;
      assert.fail();
    } catch (error) {
      assert.ok(error instanceof TimeoutError);
    }
    assert.equal(way.loop.time(), 10);
    assert.equal(yield* slow, "slow");
  });
});

test("asCompleted: in host code for await gives the results", async () => {
  using loop = virtualLoop();
  const results = await loop.run(async () => {
    const got: number[] = [];
    for await (const result of asCompleted([sleep(2, 2), sleep(1, 1)])) got.push(result);
    return got;
  });
  assert.deepEqual(results, [1, 2]);
});

onEveryWayOfWaiting(
  "asCompleted: aiter gives the results themselves, and is iterated once through",
  async (way) => {
    await way.run(function* () {
      const results = aiter(asCompleted([sleep(3, "c"), sleep(1, "a"), sleep(2, "b")]));
      const got: string[] = [];
      while (yield* results.moveNext()) got.push(results.current);
      assert.deepEqual(got, ["a", "b", "c"]);
      assert.equal(yield* results.moveNext(), false);
    });
  },
);

onEveryWayOfWaiting("asCompleted: each throws its own error, and the iteration goes on", async (way) => {
  await way.run(function* () {
    const outcomes: string[] = [];
    for (const next of asCompleted([failAfter(1), sleep(2, "fine")])) {
      try {
        outcomes.push(yield* next);
      } catch (error) {
        outcomes.push((error as Error).message);
      }
    }
    assert.deepEqual(outcomes, ["failed", "fine"]);
  });
});

onEveryWayOfWaiting(
  "asCompleted: the same awaitable twice comes once; of nothing it is empty",
  async (way) => {
    await way.run(function* () {
      const task = createTask(sleep(1));
      assert.equal([...asCompleted([task, task])].length, 1);
      assert.equal([...asCompleted([], { timeout: 1000 })].length, 0);
      yield* task;
    });
    assert.equal(way.loop.time(), 1);
  },
);

onEveryWayOfWaiting("asCompleted: left early, the others go on, and nothing is reported", async (way) => {
  await way.run(function* () {
    const slow = createTask(sleep(5, "slow"));
    for (const next of asCompleted([slow, sleep(1, "fast")])) {
      assert.equal(yield* next, "fast");
      break;
    }
    assert.equal(yield* slow, "slow");
  });
});

onEveryWayOfWaiting(
  "asCompleted: one that waits and is cancelled leaves its result to the next",
  async (way) => {
    await way.run(function* () {
      const task = createTask(sleep(5, "kept"));
      const last = createTask(sleep(9, "last"));
      const results = [...asCompleted([task, last])] as LazyAwaitable<string>[];
      const first = createTask(results[0] as LazyAwaitable<string>);
      const second = createTask(results[1] as LazyAwaitable<string>);
      yield* sleep(5);
      // Its result is there, and it was woken for it.
      first.cancel();
      assert.equal(yield* second, "kept");
      assert.equal(first.cancelled(), true);
      yield* last;
    });
  },
);

onEveryWayOfWaiting("asCompleted: can be waited for out of order, by several tasks", async (way) => {
  await way.run(function* () {
    const [a, b] = [...asCompleted([sleep(2, "later"), sleep(1, "sooner")])] as [
      LazyAwaitable<string>,
      LazyAwaitable<string>,
    ];
    const second = createTask(b);
    const first = createTask(a);
    assert.deepEqual(yield* gather([first, second]), ["later", "sooner"]);
  });
});

test("asCompleted: for await of host code ends with the first error; outside of a loop it is refused", async () => {
  using loop = virtualLoop();
  await assert.rejects(
    loop.run(async () => {
      for await (const result of asCompleted([failAfter(1), sleep(0)])) assert.equal(result, undefined);
    }),
    /failed/,
  );
  assert.throws(() => asCompleted([sleep(1)]), { code: "ERR_NO_RUNNING_LOOP" });
});

function* failAfter(ms: number): Coroutine<never> {
  yield* sleep(ms);
  throw new Error("failed");
}

onEveryWayOfWaiting("asCompleted: a timeout of null is none", async (way) => {
  await way.run(function* () {
    for (const next of asCompleted([sleep(5, "five")], { timeout: null })) assert.equal(yield* next, "five");
  });
});

onEveryWayOfWaiting(
  "asCompleted: what is no list, and a timeout of NaN, are refused at the call, before anything runs",
  async (way) => {
    await way.run(function* () {
      const task = createTask(sleep(1));
      const refused = {
        name: "TypeError",
        message: "Cannot call asCompleted: a list is expected, as in asCompleted([a, b])",
      };
      assert.throws(() => asCompleted(task as never), refused);
      assert.throws(() => asCompleted(null as never), refused);
      assert.throws(() => asCompleted([failAfter(1)], { timeout: Number.NaN }), {
        name: "RangeError",
        message: "Cannot set a timeout of NaN: a number of milliseconds or null is expected",
      });
      assert.equal(allTasks().size, 2);
      yield* task;
    });
  },
);
