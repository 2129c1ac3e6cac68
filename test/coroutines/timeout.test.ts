import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CancelledError,
  type Coroutine,
  createTask,
  sleep,
  TimeoutError,
  timeout,
  timeoutAt,
  waitFor,
} from "tsyncio";
import { onEveryWayOfWaiting } from "../support/ways.js";

function* caught(coro: Coroutine<unknown>): Coroutine<unknown> {
  try {
    return yield* coro;
  } catch (error) {
    return error;
  }
}

onEveryWayOfWaiting(
  "timeout: cancels its body and throws a TimeoutError with the cancellation as its cause",
  async (way) => {
    await way.run(function* () {
      const error = yield* caught(
        (function* () {
          return yield* timeout(5, () => sleep(60_000));
        })(),
      );
      assert.ok(error instanceof TimeoutError);
      assert.equal(error.code, "ERR_TIMEOUT");
      assert.ok(error.cause instanceof CancelledError);
      assert.equal(way.loop.time(), 5);
    });
  },
);

onEveryWayOfWaiting("timeout: in time gives the body's result, and leaves no timer", async (way) => {
  await way.run(function* () {
    assert.equal(yield* timeout(1000, () => sleep(1, "in time")), "in time");
    assert.equal(yield* timeout(null, () => sleep(1, "no limit")), "no limit");
  });
  assert.equal(way.loop.time(), 2);
});

onEveryWayOfWaiting("timeout: past its deadline the body still runs to its first wait", async (way) => {
  await way.run(function* () {
    let began = false;
    const error = yield* caught(
      (function* () {
        yield* timeoutAt(-1, function* () {
          began = true;
          yield* sleep(1);
        });
      })(),
    );
    assert.equal(began, true);
    assert.ok(error instanceof TimeoutError);
  });
});

onEveryWayOfWaiting("timeout: the innermost that expired throws the TimeoutError", async (way) => {
  await way.run(function* () {
    const result = yield* timeout(100, function* (outer) {
      const error = yield* caught(
        (function* () {
          yield* timeout(5, () => sleep(1000));
        })(),
      );
      assert.ok(error instanceof TimeoutError);
      assert.equal(outer.expired(), false);
      return "outer goes on";
    });
    assert.equal(result, "outer goes on");
  });
});

onEveryWayOfWaiting("timeout: a cancellation from outside stays a cancellation", async (way) => {
  await way.run(function* () {
    const task = createTask(timeout(5, () => sleep(1000)));
    yield* sleep(1);
    task.cancel("outside");
    yield* sleep(1);
    assert.equal(task.cancelled(), true);
  });
});

onEveryWayOfWaiting("timeout: a cancellation from outside at the time of the deadline wins", async (way) => {
  await way.run(function* () {
    const task = createTask(timeout(5, () => sleep(1000)));
    way.loop.callLater(5, () => task.cancel("outside"));
    yield* sleep(10);
    assert.equal(task.cancelled(), true);
  });
});

onEveryWayOfWaiting("Timeout.reschedule: moves the deadline, or takes it away", async (way) => {
  await way.run(function* () {
    yield* timeout(5, function* (limit) {
      assert.equal(limit.when(), 5);
      limit.reschedule(50);
      yield* sleep(20);
      limit.reschedule(null);
      yield* sleep(100);
      assert.equal(limit.when(), null);
    });
    let after: { reschedule(when: number): void } | undefined;
    yield* timeout(5, function* (limit) {
      after = limit;
      yield* sleep(1);
    });
    assert.throws(() => after?.reschedule(1), {
      code: "ERR_TIMEOUT_STATE",
      message: /a timeout that is finished/,
    });
  });
});

onEveryWayOfWaiting("waitFor: cancels what takes longer, and waits for its end", async (way) => {
  await way.run(function* () {
    function* slow(): Coroutine<string> {
      try {
        yield* sleep(100);
      } finally {
        yield* sleep(5);
      }
      return "never";
    }
    const error = yield* caught(
      (function* () {
        return yield* waitFor(slow(), 10);
      })(),
    );
    assert.ok(error instanceof TimeoutError);
    assert.equal(way.loop.time(), 15);
  });
});

onEveryWayOfWaiting("waitFor: who refuses the cancellation gives its value", async (way) => {
  await way.run(function* () {
    function* stubborn(): Coroutine<string> {
      try {
        yield* sleep(100);
      } catch {}
      return "refused";
    }
    assert.equal(yield* waitFor(stubborn(), 10), "refused");
  });
});

onEveryWayOfWaiting("waitFor: with no time left cancels what has not started", async (way) => {
  await way.run(function* () {
    let began = false;
    function* late(): Coroutine<void> {
      began = true;
    }
    const error = yield* caught(
      (function* () {
        yield* waitFor(late(), 0);
      })(),
    );
    assert.ok(error instanceof TimeoutError);
    assert.equal(began, false);
    const done = createTask(sleep(0, "done"));
    yield* done;
    assert.equal(yield* waitFor(done, 0), "done");
  });
});

test("timeout, waitFor: NaN is refused at the call", () => {
  assert.throws(() => timeout(Number.NaN, () => sleep(1)), {
    name: "RangeError",
    message: /Cannot set a timeout of NaN/,
  });
  assert.throws(() => waitFor(5 as never, 1), {
    name: "TypeError",
    message: "Cannot waitFor: an awaitable was expected, got number 5",
  });
  assert.throws(() => waitFor(sleep(1), Number.NaN), {
    name: "RangeError",
    message: /Cannot waitFor NaN:/,
  });
});

test("timeout, timeoutAt: without a function are refused at the call", () => {
  assert.throws(() => timeout(5, sleep(1) as never), {
    name: "TypeError",
    message: "Cannot run a timeout: its body is object, and must be a coroutine function",
  });
  assert.throws(() => timeoutAt(5, undefined as never), {
    name: "TypeError",
    message: "Cannot run a timeout: its body is undefined, and must be a coroutine function",
  });
});
