import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createTask, exported, run, SharedEvent, sleep, type TargetFunction, Thread } from "tsyncio";
import { awaitEvent, pong, pulse } from "./fixtures/meeting.js";
import { ways, whenWaiting } from "./ways.js";

const url = new URL("./fixtures/meeting.js", import.meta.url).href;
const meeting = <F extends TargetFunction>(fn: F) => exported(url, fn);

for (const way of ways) {
  describe(`SharedEvent, waiting in this way: ${way}`, () => {
    test("set: all that wait go on, in all threads, even if it is cleared before they do", async () => {
      const event = new SharedEvent();
      const threads = ways.map((other) => new Thread(meeting(awaitEvent), [other, event]).start());
      await whenWaiting(event, 3);
      new Thread(meeting(pulse), [event]).start().join();
      for (const thread of threads) assert.equal(await thread, true);
      assert.equal(event.isSet(), false);
      assert.equal(String(event), "<SharedEvent unset>");
    });

    test("wait: does not wait if it is set", async () => {
      const event = new SharedEvent();
      event.set();
      event.set();
      assert.equal(await awaitEvent(way, event), true);
    });

    test("set, then clear, to and fro between two threads: no wake-up is lost", async () => {
      const [ask, answer] = [new SharedEvent(), new SharedEvent()];
      for (const other of ways) {
        const thread = new Thread(meeting(pong), [other, ask, answer, 100]).start();
        for (let i = 0; i < 100; i++) {
          ask.set();
          await awaitEvent(way, answer);
          answer.clear();
        }
        await thread;
      }
    });
  });
}

describe("SharedEvent", () => {
  test("waitSync: TimeoutError after the time it was given", () => {
    const event = new SharedEvent();
    assert.throws(() => event.waitSync(1), {
      name: "TimeoutError",
      message: "<SharedEvent unset> was not set within 1 ms",
    });
    assert.equal(String(event), "<SharedEvent unset>");
  });

  test("wait: one that is cancelled waits no more, the others do", async () => {
    const event = new SharedEvent();
    await run(function* () {
      const tasks = [createTask(event.wait()), createTask(event.wait())] as const;
      yield* sleep(0);
      tasks[0].cancel();
      yield* sleep(0);
      assert.equal(String(event), "<SharedEvent unset waiters:1>");
      event.set();
      assert.equal(yield* tasks[1], true);
      assert.equal(tasks[0].cancelled(), true);
    });
  });

  test("wait: ten thousand tasks of one loop, at once", async () => {
    const event = new SharedEvent();
    await run(function* () {
      const tasks = Array.from({ length: 10_000 }, () => createTask(event.wait()));
      yield* sleep(0);
      event.set();
      for (const task of tasks) yield* task;
    });
  });
});
