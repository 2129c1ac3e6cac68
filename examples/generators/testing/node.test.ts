/*
 * Tests with a loop for each, under Node's own runner: what one leaves behind can't reach the next, and time is virtual.
 * Run it by examples/generators/testing.ts, or: node --test build/examples/generators/testing/node.test.js
 */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type Coroutine, createTask, getRunningLoop, Queue, sleep } from "tsyncio";
import { addCleanup, IsolatedAsyncioTestCase, isolated } from "tsyncio/testing";
import { HOUR, MINUTE, pollEveryMinute, retry, SECOND } from "./polling.js";

test(
  "polls once a minute, for an hour",
  isolated(function* (context: TestContext) {
    const loop = getRunningLoop();
    const times: number[] = [];
    const result = yield* pollEveryMinute(() => {
      times.push(loop.time());
      return times.length === 60 ? "found" : undefined;
    });
    assert.equal(result, "found");
    assert.equal(loop.time(), HOUR);
    assert.deepEqual(times.slice(0, 3), [MINUTE, 2 * MINUTE, 3 * MINUTE]);
    noteTime(context, loop.time());
  }),
);

test(
  "retries after 1, 2, 4, 8, … seconds",
  isolated(function* (context: TestContext) {
    const loop = getRunningLoop();
    const times: number[] = [];
    const attempt = () => {
      times.push(loop.time() / SECOND);
      if (times.length < 8) throw new Error("not yet");
      return "done";
    };
    assert.equal(yield* retry(attempt, 10), "done");
    assert.deepEqual(times, [0, 1, 3, 7, 15, 31, 63, 127]);
    noteTime(context, loop.time());
  }),
);

test(
  "two tasks meet on the hour, in the order of their waits",
  isolated(async (context: TestContext) => {
    const loop = getRunningLoop();
    const order: string[] = [];
    function* untilTheHour(name: string, step: number): Coroutine<void> {
      while (loop.time() < HOUR) yield* sleep(step);
      order.push(name);
    }
    const tasks = [
      createTask(untilTheHour("every 20 minutes", HOUR / 3)),
      createTask(untilTheHour("every second", SECOND)),
    ];
    for (const task of tasks) await task; // a native async function
    assert.deepEqual(order, ["every 20 minutes", "every second"]);
    noteTime(context, loop.time());
  }),
);

class QueueTest extends IsolatedAsyncioTestCase {
  private readonly queue = new Queue<string>();

  override *setUp(): Coroutine<void> {
    yield* this.queue.put("put by setUp");
    const feeder = createTask(this.feed());
    addCleanup(() => feeder.cancel());
  }

  *testGetsInOrder(): Coroutine<void> {
    assert.equal(yield* this.queue.get(), "put by setUp");
    assert.equal(yield* this.queue.get(), "put after an hour");
    assert.equal(getRunningLoop().time(), HOUR);
  }

  private *feed(): Coroutine<void> {
    for (;;) {
      yield* sleep(HOUR);
      yield* this.queue.put("put after an hour");
    }
  }
}

QueueTest.register(test);

/** Tells ../testing.ts how far the clock went. */
function noteTime(context: TestContext, time: number): void {
  context.diagnostic(`virtual time: ${time} ms`);
}
