/*
 * Tests with a loop for each: what one leaves behind can't reach the next, and time is virtual. Run by
 * examples/testing.ts, or by itself: node --test build/examples/testing.test.js
 */
import assert from "node:assert/strict";
import { afterEach, beforeEach, type TestContext, test } from "node:test";
import {
  allTasks,
  type Coroutine,
  type EventLoop,
  ensureFuture,
  newEventLoop,
  sleep,
  VirtualClock,
} from "tsyncio";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

let loop: EventLoop;

beforeEach(() => {
  loop = newEventLoop({ clock: new VirtualClock() });
});

afterEach(() => {
  const left = allTasks(loop).size;
  loop.close();
  assert.equal(left, 0, "the test should leave no task behind");
});

/** What the tests test: calls `poll` once a minute until it gives something. */
function* pollEveryMinute<T>(poll: () => T | undefined): Coroutine<T> {
  for (;;) {
    yield* sleep(MINUTE);
    const result = poll();
    if (result !== undefined) return result;
  }
}

/** What the tests test: calls `attempt` until it succeeds, at ever longer intervals. */
function* retry<T>(attempt: () => T, attempts: number): Coroutine<T> {
  for (let pause = SECOND; ; pause *= 2) {
    try {
      return attempt();
    } catch (error) {
      if (--attempts === 0) throw error;
    }
    yield* sleep(pause);
  }
}

test("polls once a minute, for an hour", (context) => {
  const times: number[] = [];
  const result = loop.runUntilComplete(
    pollEveryMinute(() => {
      times.push(loop.time());
      return times.length === 60 ? "found" : undefined;
    }),
  );
  assert.equal(result, "found");
  assert.equal(loop.time(), HOUR);
  assert.deepEqual(times.slice(0, 3), [MINUTE, 2 * MINUTE, 3 * MINUTE]);
  noteTime(context);
});

test("retries after 1, 2, 4, 8, … seconds", (context) => {
  const times: number[] = [];
  const attempt = () => {
    times.push(loop.time() / SECOND);
    if (times.length < 8) throw new Error("not yet");
    return "done";
  };
  assert.equal(loop.runUntilComplete(retry(attempt, 10)), "done");
  assert.deepEqual(times, [0, 1, 3, 7, 15, 31, 63, 127]);
  noteTime(context);
});

test("two tasks meet on the hour, in the order of their waits", (context) => {
  const order: string[] = [];
  function* waitFor(name: string, step: number): Coroutine<void> {
    while (loop.time() < HOUR) yield* sleep(step);
    order.push(name);
  }
  loop.runUntilComplete(function* () {
    const tasks = [
      ensureFuture(waitFor("every 20 minutes", HOUR / 3)),
      ensureFuture(waitFor("every second", SECOND)),
    ];
    for (const task of tasks) yield* task;
  });
  assert.deepEqual(order, ["every 20 minutes", "every second"]);
  noteTime(context);
});

/** Tells examples/testing.ts how far the clock went. */
function noteTime(context: TestContext): void {
  context.diagnostic(`virtual time: ${loop.time()} ms`);
}
