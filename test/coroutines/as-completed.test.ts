import assert from "node:assert/strict";
import { test } from "node:test";
import { asCompleted, createTask, type LazyAwaitable, sleep, TimeoutError } from "tsyncio";
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
