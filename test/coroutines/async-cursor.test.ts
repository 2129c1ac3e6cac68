import assert from "node:assert/strict";
import { test } from "node:test";
import {
  aclosing,
  aiter,
  CancelledError,
  type Coroutine,
  createTask,
  Queue,
  run,
  sleep,
  wait,
} from "tsyncio";
import { onEveryWayOfWaiting, virtualLoop } from "../support/ways.js";
import { countTo, failing, Recorded } from "./iterables.js";

onEveryWayOfWaiting("aiter: goes through the items, and says when there are no more", async (way) => {
  await way.run(function* () {
    const items = aiter(countTo(3));
    const got: number[] = [];
    while (yield* items.moveNext()) got.push(items.current);
    assert.deepEqual(got, [1, 2, 3]);
    assert.equal(yield* items.moveNext(), false);
    assert.equal(way.loop.time(), 3);
  });
});

onEveryWayOfWaiting("AsyncCursor.moveNext: throws what the iterable throws, which ends it", async (way) => {
  await way.run(function* () {
    const items = aiter(failing(new Error("broken")));
    assert.equal(yield* items.moveNext(), true);
    const next = createTask(items.moveNext());
    yield* wait([next]);
    assert.equal(next.exception()?.message, "broken");
    assert.equal(yield* items.moveNext(), false);
  });
});

onEveryWayOfWaiting("AsyncCursor.moveNext: cancelled, it can be called again", async (way) => {
  const queue = new Queue<string>();
  await way.run(function* () {
    const items = aiter(queue);
    const first = createTask(items.moveNext());
    yield* sleep(1);
    first.cancel();
    yield* wait([first]);
    assert.equal(first.cancelled(), true);
    queue.putNowait("kept");
    assert.equal(yield* items.moveNext(), true);
    assert.equal(items.current, "kept");
  });
});

onEveryWayOfWaiting("AsyncCursor.moveNext: while another call waits is refused", async (way) => {
  await way.run(function* () {
    const items = aiter(new Queue<number>());
    const first = createTask(items.moveNext(), { eagerStart: true });
    const second = createTask(items.moveNext(), { eagerStart: true });
    first.cancel();
    yield* wait([first, second]);
    assert.throws(() => second.result(), {
      name: "RuntimeError",
      code: "ERR_CURSOR_BUSY",
      message: "Cannot moveNext: a former call on <AsyncCursor of <iterator of Queue>> still waits",
    });
  });
});

onEveryWayOfWaiting(
  "AsyncCursor.current: before the first item and after the last there is none",
  async (way) => {
    await way.run(function* () {
      const items = aiter(countTo(1));
      const expected = { name: "RuntimeError", code: "ERR_NO_CURRENT_ITEM" };
      assert.throws(() => items.current, { ...expected, message: /call moveNext\(\) first/ });
      yield* items.moveNext();
      assert.equal(items.current, 1);
      yield* items.moveNext();
      assert.throws(() => items.current, { ...expected, message: /it has ended/ });
    });
  },
);

onEveryWayOfWaiting(
  "AsyncCursor.aclose: closes what it goes through, once, and waits for it",
  async (way) => {
    const log: string[] = [];
    await way.run(function* () {
      const items = aiter(new Recorded(log, 5));
      yield* items.moveNext();
      yield* items.aclose();
      assert.deepEqual(log, ["return at 0", "closed at 5"]);
      yield* items.aclose();
      assert.equal(yield* items.moveNext(), false);
      assert.equal(log.length, 2);
    });
  },
);

onEveryWayOfWaiting(
  "AsyncCursor.aclose: of what has ended, or can't be closed, does nothing",
  async (way) => {
    const log: string[] = [];
    await way.run(function* () {
      const ended = aiter(new Recorded(log, 5, 0));
      assert.equal(yield* ended.moveNext(), false);
      yield* ended.aclose();
      const queue = aiter(new Queue<number>());
      yield* queue.aclose();
      assert.deepEqual(log, []);
    });
  },
);

test("aiter: in a guest, goes through a native async generator", async () => {
  const log: string[] = [];
  async function* native(): AsyncGenerator<number> {
    try {
      yield 1;
      await null;
      yield 2;
    } finally {
      log.push("closed");
    }
  }
  const got = await run(function* () {
    const items = aiter(native());
    const list: number[] = [];
    while (yield* items.moveNext()) list.push(items.current);
    return list;
  });
  assert.deepEqual(got, [1, 2]);
  assert.deepEqual(log, ["closed"]);
});

test("AsyncCursor.aclose: does not wait for a native generator whose wait was given up", async () => {
  async function* stuck(): AsyncGenerator<number> {
    yield 1;
    await new Promise(() => {});
  }
  using loop = virtualLoop();
  await loop.run(function* () {
    function* consume(): Coroutine<void> {
      yield* aclosing(aiter(stuck()), function* (items) {
        while (yield* items.moveNext());
      });
    }
    const task = createTask(consume());
    yield* sleep(1);
    task.cancel();
    try {
      yield* task;
      assert.fail();
    } catch (error) {
      assert.ok(error instanceof CancelledError);
    }
  });
});

test("aiter: a native async generator in a loop that blocks is refused, and nothing is left unhandled", () => {
  async function* native(): AsyncGenerator<number> {
    yield 1;
  }
  using loop = virtualLoop();
  assert.throws(
    () =>
      loop.runUntilComplete(function* () {
        yield* aiter(native()).moveNext();
      }),
    { code: "ERR_HOST_PROMISE" },
  );
});

test("aiter: of what is no async iterable is refused", () => {
  for (const nothing of [[1], null, undefined, 5] as never[]) {
    assert.throws(() => aiter(nothing), {
      name: "TypeError",
      message: "Cannot make an AsyncCursor: an async iterable is expected",
    });
  }
});
