import assert from "node:assert/strict";
import { test } from "node:test";
import { CancelledError, type Coroutine, createTask, gather, sleep, wait } from "tsyncio";
import { onEveryWayOfWaiting, virtualLoop } from "../support/ways.js";

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
  const many = Array.from({ length: 20 }, () => once());
  const results = await way.run(() => gather([...many, many[3] as Coroutine<number>]));
  assert.equal(results[20], results[3]);
  assert.equal(runs, 21);
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

onEveryWayOfWaiting("gather: nobody retrieves a later error, and none is reported", async (way) => {
  await way.run(function* () {
    const all = gather([failAfter(1, "first"), failAfter(2, "second")]);
    yield* wait([all]);
    assert.equal(all.exception()?.message, "first");
    yield* sleep(5);
  });
});

onEveryWayOfWaiting("gather: a child that is cancelled ends it with that CancelledError", async (way) => {
  await way.run(function* () {
    const child = createTask(sleep(100));
    const other = createTask(sleep(5, "goes on"));
    const all = gather([child, other]);
    yield* sleep(1);
    child.cancel("the child");
    yield* wait([all]);
    assert.throws(() => all.result(), { name: "CancelledError", message: "the child" });
    assert.equal(all.cancelled(), false);
    assert.equal(yield* other, "goes on");
  });
});

onEveryWayOfWaiting("gather: cancelled with its waiter, it cancels its children", async (way) => {
  await way.run(function* () {
    const children = [createTask(sleep(100)), createTask(sleep(100))];
    const parent = createTask(
      (function* () {
        yield* gather(children);
      })(),
    );
    yield* sleep(1);
    parent.cancel();
    yield* wait([parent]);
    assert.equal(parent.cancelled(), true);
    assert.deepEqual(
      children.map((child) => child.cancelled()),
      [true, true],
    );
  });
});

onEveryWayOfWaiting("gather: a cancel when all children are done changes nothing", async (way) => {
  await way.run(function* () {
    const child = way.loop.createFuture<string>();
    const all = gather([child]);
    child.setResult("done");
    assert.equal(all.done(), false);
    assert.equal(all.cancel(), false);
    assert.deepEqual(yield* all, ["done"]);
    assert.equal(all.cancel(), false);
  });
});

onEveryWayOfWaiting(
  "gather: a child that refuses the cancellation still ends in a cancelled gather",
  async (way) => {
    function* refuse(): Coroutine<string> {
      try {
        yield* sleep(100);
      } catch {
        return "refused";
      }
      return "slept";
    }
    await way.run(function* () {
      const refusing = createTask(refuse());
      const all = gather([refusing, createTask(refuse())]);
      yield* sleep(1);
      all.cancel();
      yield* wait([all]);
      assert.ok(all.exception() instanceof CancelledError);
      assert.equal(refusing.result(), "refused");
    });
  },
);

onEveryWayOfWaiting("gather: of gathers nests, and any iterable will do", async (way) => {
  await way.run(function* () {
    const nested = yield* gather(new Set([gather([sleep(1, 1), sleep(2, 2)]), gather([sleep(1, 3)])]));
    assert.deepEqual(nested, [[1, 2], [3]]);
  });
});

test("gather: host promises are children like others", async () => {
  using loop = virtualLoop();
  const results = await loop.run(() =>
    gather([Promise.resolve("host"), sleep(1, "loop"), Promise.reject(new Error("no"))], {
      returnExceptions: true,
    }),
  );
  assert.deepEqual(results.slice(0, 2), ["host", "loop"]);
  assert.equal((results[2] as Error).message, "no");
});

test("gather: is refused of what can't be awaited, of other loops' futures, and of nothing outside of a loop", () => {
  using one = virtualLoop();
  using two = virtualLoop();
  assert.throws(() => gather([one.createFuture(), two.createFuture()]), { code: "ERR_FOREIGN_FUTURE" });
  assert.throws(() => gather([]), { code: "ERR_NO_RUNNING_LOOP" });
  one.runUntilComplete(function* () {
    assert.throws(() => gather([5 as never]), { name: "TypeError", message: /an awaitable was expected/ });
    yield* sleep(0);
  });
});

test("gather: one awaitable, or several arguments, in place of a list are refused before anything runs", () => {
  using loop = virtualLoop();
  const refused = {
    name: "TypeError",
    message: "Cannot call gather: a list is expected, as in gather([a, b])",
  };
  loop.runUntilComplete(function* () {
    const done = loop.createFuture();
    done.setResult();
    assert.throws(() => gather(done as never), refused);
    assert.throws(() => gather(loop.createTask(sleep(1)) as never), refused);
    assert.throws(() => gather(sleep(1) as never), refused);
    assert.throws(() => gather(Promise.resolve() as never), refused);
    assert.throws(() => gather(5 as never), refused);
    assert.throws(() => gather([sleep(1)], sleep(2) as never), refused);
    assert.throws(() => gather(never() as never, never() as never), refused);
    const task = loop.createTask(sleep(1, "goes on"));
    assert.deepEqual(yield* gather(new Set([task])), ["goes on"]);
  });
});

function* never(): Coroutine<void> {
  assert.fail("it was begun");
}
