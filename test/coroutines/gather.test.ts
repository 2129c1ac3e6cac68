import assert from "node:assert/strict";
import { CancelledError, type Coroutine, createTask, gather, sleep } from "tsyncio";
import { onEveryWayOfWaiting } from "../support/ways.js";

function* failAfter(ms: number, message: string): Coroutine<never> {
  yield* sleep(ms);
  throw new Error(message);
}

onEveryWayOfWaiting("gather: gives the results in the order of the awaitables", async (way) => {
  const results = await way.run(() =>
    gather([sleep(3, "slow"), sleep(1, "fast"), createTask(sleep(2, "task"))]),
  );
  assert.deepEqual(results, ["slow", "fast", "task"]);
  assert.equal(way.loop.time(), 3);
});

onEveryWayOfWaiting("gather: of nothing is done, and gives an empty list", async (way) => {
  await way.run(function* () {
    const empty = gather([]);
    assert.equal(empty.done(), true);
    assert.deepEqual(yield* empty, []);
  });
});

onEveryWayOfWaiting("gather: the same awaitable twice is run once", async (way) => {
  let runs = 0;
  function* once(): Coroutine<number> {
    yield* sleep(1);
    return ++runs;
  }
  const coro = once();
  assert.deepEqual(await way.run(() => gather([coro, coro])), [1, 1]);
});

onEveryWayOfWaiting("gather: the first error is thrown at once, and the others go on", async (way) => {
  await way.run(function* () {
    const other = createTask(sleep(10, "went on"));
    try {
      yield* gather([failAfter(1, "first"), failAfter(2, "second"), other]);
      assert.fail();
    } catch (error) {
      assert.equal((error as Error).message, "first");
    }
    assert.equal(way.loop.time(), 1);
    assert.equal(yield* other, "went on");
  });
});

onEveryWayOfWaiting(
  "gather: returnExceptions puts errors, cancellations too, among the results",
  async (way) => {
    await way.run(function* () {
      const cancelled = createTask(sleep(100));
      way.loop.callLater(1, () => cancelled.cancel("not needed"));
      const [one, two, three] = yield* gather([sleep(1, 1), failAfter(2, "oops"), cancelled], {
        returnExceptions: true,
      });
      assert.equal(one, 1);
      assert.equal((two as Error).message, "oops");
      assert.ok((three as unknown) instanceof CancelledError);
    });
  },
);

onEveryWayOfWaiting(
  "gather: cancelled, it cancels all, waits for them, and then throws, despite returnExceptions",
  async (way) => {
    await way.run(function* () {
      const log: string[] = [];
      function* cleanUp(): Coroutine<void> {
        try {
          yield* sleep(100);
        } finally {
          yield* sleep(5);
          log.push(`cleaned up at ${way.loop.time()}`);
        }
      }
      const all = gather([cleanUp(), sleep(100)], { returnExceptions: true });
      way.loop.callLater(1, () => assert.equal(all.cancel(), true));
      try {
        yield* all;
        assert.fail();
      } catch (error) {
        assert.ok(error instanceof CancelledError);
      }
      assert.deepEqual(log, ["cleaned up at 6"]);
      assert.equal(all.cancelled(), false);
    });
  },
);
