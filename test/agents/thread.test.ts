import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { threadId } from "node:worker_threads";
import { newEventLoop, sleep, Thread } from "tsyncio";
import {
  addInCoroutine,
  hold,
  holdForEver,
  nest,
  nestInCoroutine,
  waitForEver,
  whereAmI,
} from "./fixtures/work.js";
import { newFlag, raise, waitFor } from "./flag.js";
import { work } from "./targets.js";

describe("Thread", () => {
  test("start: another thread of the same process", () => {
    const seen = new Thread(work(whereAmI), []).start().join();
    assert.equal(seen.isMainThread, false);
    assert.notEqual(seen.threadId, threadId);
    assert.equal(seen.pid, process.pid);
  });

  test("start: it runs while this thread is blocked, and shares memory that is meant for it", () => {
    const [running, goOn] = [newFlag(), newFlag()];
    const thread = new Thread(work(hold<string>), [running, goOn, "released"]).start();
    waitFor(running);
    assert.throws(() => thread.join(0), { code: "ERR_TIMEOUT" });
    raise(goOn);
    assert.equal(thread.join(), "released");
  });

  test("start: several run at once", () => {
    const flags = Array.from({ length: 4 }, () => [newFlag(), newFlag()] as const);
    const threads = flags.map(([running, goOn], i) =>
      new Thread(work(hold<number>), [running, goOn, i]).start(),
    );
    for (const [running] of flags) waitFor(running);
    for (const [, goOn] of flags) raise(goOn);
    assert.deepEqual(
      threads.map((thread) => thread.join()),
      [0, 1, 2, 3],
    );
  });

  test("terminate: ends it in the middle of what it does, blocked or not", () => {
    const running = newFlag();
    const blocked = new Thread(work(holdForEver), [running], { name: "blocked" }).start();
    waitFor(running);
    blocked.terminate();
    assert.throws(() => blocked.join(), {
      name: "RuntimeError",
      code: "ERR_AGENT_ENDED",
      message: "<Thread blocked> ended before its target returned: it was terminated",
    });
    assert.equal(blocked.exitCode, 1);
    const waiting = new Thread(work(waitForEver), []).start();
    waiting.terminate();
    assert.throws(() => waiting.join(), { code: "ERR_AGENT_ENDED" });
  });

  test("terminate: wakes whoever waits, in a loop too", async () => {
    using loop = newEventLoop();
    const thread = new Thread(work(waitForEver), []).start();
    loop.callLater(1, () => thread.terminate());
    assert.throws(
      () =>
        loop.runUntilComplete(function* () {
          yield* thread;
        }),
      { code: "ERR_AGENT_ENDED" },
    );
  });

  test("terminate: does nothing on one that was not started or has ended", async () => {
    const thread = new Thread(work(addInCoroutine), [1, 2]);
    thread.terminate();
    thread.start();
    assert.equal(await thread, 3);
    while (thread.isAlive()) await new Promise((resolve) => setImmediate(resolve));
    thread.terminate();
    assert.equal(thread.join(), 3);
  });

  test("join: inside a thread, for a thread that it started, three deep", () => {
    assert.equal(new Thread(work(nest), [3]).start().join(), 3);
  });

  test("yield*: inside a thread, for a thread that it started", async () => {
    assert.equal(await new Thread(work(nestInCoroutine), [2]).start(), 2);
  });

  test("join: a loop of this thread that is between two runs is not disturbed", () => {
    using loop = newEventLoop();
    loop.runUntilComplete(sleep(0));
    assert.equal(new Thread(work(addInCoroutine), [1, 2]).start().join(), 3);
    assert.equal(loop.runUntilComplete(sleep(1, "runs")), "runs");
  });

  test("join: inside a coroutine it blocks the loop, and gives the result all the same", () => {
    using loop = newEventLoop();
    const sum = loop.runUntilComplete(function* () {
      yield* sleep(0);
      return new Thread(work(addInCoroutine), [1, 2]).start().join();
    });
    assert.equal(sum, 3);
  });
});
