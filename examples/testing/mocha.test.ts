/*
 * Tests with a loop for each, under Mocha: what one leaves behind can't reach the next, and time is virtual.
 * Run it by npx mocha build/examples/testing/mocha.test.js
 */
import assert from "node:assert/strict";
import { it } from "mocha";
import { createTask, getRunningLoop, Queue, sleep } from "tsyncio";
import { addCleanup, IsolatedAsyncioTestCase, isolated } from "tsyncio/testing";
import { HOUR, MINUTE, pollEveryMinute, retry, SECOND } from "./polling.js";

it(
  "polls once a minute, for an hour",
  isolated(async () => {
    const loop = getRunningLoop();
    const times: number[] = [];
    const result = await pollEveryMinute(() => {
      times.push(loop.time());
      return times.length === 60 ? "found" : undefined;
    });
    assert.equal(result, "found");
    assert.equal(loop.time(), HOUR);
    assert.deepEqual(times.slice(0, 3), [MINUTE, 2 * MINUTE, 3 * MINUTE]);
  }),
);

it(
  "retries after 1, 2, 4, 8, … seconds",
  isolated(async () => {
    const loop = getRunningLoop();
    const times: number[] = [];
    const attempt = () => {
      times.push(loop.time() / SECOND);
      if (times.length < 8) throw new Error("not yet");
      return "done";
    };
    assert.equal(await retry(attempt, 10), "done");
    assert.deepEqual(times, [0, 1, 3, 7, 15, 31, 63, 127]);
  }),
);

it(
  "two tasks meet on the hour, in the order of their waits",
  isolated(async () => {
    const loop = getRunningLoop();
    const order: string[] = [];
    async function untilTheHour(name: string, step: number): Promise<void> {
      while (loop.time() < HOUR) await sleep(step);
      order.push(name);
    }
    const tasks = [
      createTask(untilTheHour("every 20 minutes", HOUR / 3)),
      createTask(untilTheHour("every second", SECOND)),
    ];
    for (const task of tasks) await task; // a native async function
    assert.deepEqual(order, ["every 20 minutes", "every second"]);
  }),
);

class QueueTest extends IsolatedAsyncioTestCase {
  private readonly queue = new Queue<string>();

  override async setUp(): Promise<void> {
    await this.queue.put("put by setUp");
    const feeder = createTask(this.feed());
    addCleanup(() => feeder.cancel());
  }

  async testGetsInOrder(): Promise<void> {
    assert.equal(await this.queue.get(), "put by setUp");
    assert.equal(await this.queue.get(), "put after an hour");
    assert.equal(getRunningLoop().time(), HOUR);
  }

  private async feed(): Promise<void> {
    await sleep(HOUR);
    await this.queue.put("put after an hour");
  }
}

QueueTest.register(it);
