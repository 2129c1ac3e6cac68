import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  createTask,
  exported,
  run,
  SharedEvent,
  SharedSemaphore,
  sleep,
  type TargetFunction,
  Thread,
} from "tsyncio";
import { count, holdForEver, release, takeAtRandom, takeTurn } from "./fixtures/locks.js";
import { waitIn, ways, whenWaiting } from "./ways.js";

const url = new URL("./fixtures/locks.js", import.meta.url).href;
const locks = <F extends TargetFunction>(fn: F) => exported(url, fn);

for (const way of ways) {
  describe(`SharedSemaphore, waiting in this way: ${way}`, () => {
    test("of one permit: one at a time, among threads that wait in each way", async () => {
      const semaphore = new SharedSemaphore();
      const counter = new Int32Array(new SharedArrayBuffer(8));
      const threads = ways.map((other) => new Thread(locks(count), [other, semaphore, counter, 200]).start());
      await count(way, semaphore, counter, 200);
      for (const thread of threads) await thread;
      assert.equal(counter[0], 800);
      assert.equal(semaphore.value, 1);
    });

    test("release: another thread may; several at once wake several", async () => {
      const semaphore = new SharedSemaphore(0);
      const order = new Int32Array(new SharedArrayBuffer(16));
      const threads = ways.map((other, i) =>
        new Thread(locks(takeTurn), [other, semaphore, order, i]).start(),
      );
      await whenWaiting(semaphore, 3);
      new Thread(locks(release), [semaphore, 4]).start().join();
      const hold = await waitIn(
        way,
        () => semaphore.acquireSync(),
        () => semaphore.acquire(),
      );
      hold[Symbol.dispose]();
      for (const thread of threads) await thread;
      assert.equal(semaphore.value, 4);
    });

    test("waits that end at random, by success, timeout or cancellation, lose no permit", async () => {
      const semaphore = new SharedSemaphore(2);
      const threads = ways.map((other, i) =>
        new Thread(locks(takeAtRandom), [other, semaphore, i + 1, 40]).start(),
      );
      assert.ok((await takeAtRandom(way, semaphore, 99, 40)) > 0);
      for (const thread of threads) assert.ok((await thread) > 0);
      assert.equal(semaphore.value, 2);
      assert.equal(String(semaphore), "<SharedSemaphore value:2>");
    });

    test("a thread is killed that waits: its permit is the next one's", async () => {
      const semaphore = new SharedSemaphore(0);
      const order = new Int32Array(new SharedArrayBuffer(16));
      const killed = new Thread(locks(takeTurn), [way, semaphore, order, 1]).start();
      await whenWaiting(semaphore, 1);
      const other = new Thread(locks(takeTurn), [way, semaphore, order, 2]).start();
      await whenWaiting(semaphore, 2);
      killed.terminate();
      assert.throws(() => killed.join(), { code: "ERR_AGENT_ENDED" });
      semaphore.release();
      await other;
      assert.equal(semaphore.value, 1);
    });
  });
}

describe("SharedSemaphore", () => {
  test("a thread is killed that has a permit: the permit stays taken", async () => {
    const semaphore = new SharedSemaphore(2);
    const held = new SharedEvent();
    const thread = new Thread(locks(holdForEver), [semaphore, held]).start();
    held.waitSync();
    thread.terminate();
    assert.throws(() => thread.join(), { code: "ERR_AGENT_ENDED" });
    assert.equal(semaphore.value, 1);
  });

  test("tryAcquire: null if there is no permit, or others wait for it", async () => {
    const semaphore = new SharedSemaphore(1);
    const hold = semaphore.tryAcquire();
    assert.equal(semaphore.tryAcquire(), null);
    assert.equal(semaphore.locked(), true);
    hold?.[Symbol.dispose]();
    await run(function* () {
      yield* semaphore.acquire();
      const task = createTask(semaphore.acquire());
      yield* sleep(0);
      semaphore.release();
      assert.equal(semaphore.tryAcquire(), null);
      yield* task;
    });
  });

  test("acquireSync: TimeoutError after the time it was given", () => {
    assert.throws(() => new SharedSemaphore(0).acquireSync(1), {
      name: "TimeoutError",
      message: "<SharedSemaphore value:0> had no permit within 1 ms",
    });
  });

  test("new, release: refuse what is no number of permits", () => {
    for (const permits of [-1, 1.5, Number.NaN, 2 ** 31]) {
      assert.throws(() => new SharedSemaphore(permits), {
        name: "RangeError",
        message: `Cannot make a SharedSemaphore of ${permits} permits: a whole number of 0 or more is expected`,
      });
    }
    for (const permits of [0, -1, 1.5, 2 ** 31 - 1]) {
      assert.throws(() => new SharedSemaphore(1).release(permits), {
        name: "RangeError",
        message: `Cannot release ${permits} permits of <SharedSemaphore value:1>: a whole number of 1 or more is expected`,
      });
    }
  });
});
