import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  createTask,
  exported,
  gather,
  run,
  SharedBarrier,
  sleep,
  type TargetFunction,
  Thread,
} from "tsyncio";
import { failToMeet, march, meet } from "./fixtures/meeting.js";
import { ways, whenWaiting } from "./ways.js";

const url = new URL("./fixtures/meeting.js", import.meta.url).href;
const meeting = <F extends TargetFunction>(fn: F) => exported(url, fn);

for (const way of ways) {
  describe(`SharedBarrier, waiting in this way: ${way}`, () => {
    test("wait: all go on together, each with another number", async () => {
      const barrier = new SharedBarrier(4);
      const threads = ways.map((other) => new Thread(meeting(meet), [other, barrier]).start());
      const numbers = [await meet(way, barrier)];
      for (const thread of threads) numbers.push(await thread);
      assert.deepEqual(numbers.sort(), [0, 1, 2, 3]);
      assert.equal(barrier.waiting, 0);
    });

    test("wait: again and again, nobody is a round ahead of another", async () => {
      const barrier = new SharedBarrier(4);
      const steps = new Int32Array(new SharedArrayBuffer(4));
      const threads = ways.map((other) => new Thread(meeting(march), [other, barrier, steps, 100]).start());
      assert.equal(await march(way, barrier, steps, 100), 0);
      for (const thread of threads) assert.equal(await thread, 0);
    });

    test("abort: who waits, and who comes, gets an error, until it is reset", async () => {
      const barrier = new SharedBarrier(3);
      const thread = new Thread(meeting(failToMeet), [way, barrier]).start();
      await whenWaiting(barrier, 1);
      barrier.abort();
      assert.equal(await thread, "The SharedBarrier broke: it was aborted");
      assert.equal(barrier.broken, true);
      assert.equal(await failToMeet(way, barrier), "Cannot wait at the SharedBarrier: it was aborted");
      barrier.reset();
      assert.equal(String(barrier), "<SharedBarrier waiters:0/3>");
    });

    test("reset: who waits gets an error, the next round is not disturbed", async () => {
      const barrier = new SharedBarrier(2);
      const thread = new Thread(meeting(failToMeet), [way, barrier]).start();
      await whenWaiting(barrier, 1);
      barrier.reset();
      const other = new Thread(meeting(meet), [way, barrier]).start();
      assert.deepEqual([await meet(way, barrier), await other].sort(), [0, 1]);
      assert.equal(await thread, "The SharedBarrier was reset while this waited at it");
    });

    test("a thread is killed that waits: the others are told, until it is reset", async () => {
      const barrier = new SharedBarrier(3);
      const killed = new Thread(meeting(meet), [way, barrier]).start();
      await whenWaiting(barrier, 1);
      const other = new Thread(meeting(failToMeet), [way, barrier]).start();
      await whenWaiting(barrier, 2);
      killed.terminate();
      const why = "a thread has ended that waited at it; call reset() to use it again";
      assert.equal(await other, `The SharedBarrier broke: ${why}`);
      assert.equal(await failToMeet(way, barrier), `Cannot wait at the SharedBarrier: ${why}`);
      assert.equal(barrier.broken, true);
      assert.throws(() => killed.join(), { code: "ERR_AGENT_ENDED" });
      barrier.reset();
      const threads = [1, 2].map(() => new Thread(meeting(meet), [way, barrier]).start());
      await meet(way, barrier);
      for (const thread of threads) await thread;
    });
  });
}

describe("SharedBarrier", () => {
  test("waitSync: TimeoutError after the time it was given, and it has not come", () => {
    const barrier = new SharedBarrier(2);
    assert.throws(() => barrier.waitSync(1), {
      name: "TimeoutError",
      message: "The others did not come to <SharedBarrier waiters:0/2> within 1 ms",
    });
    assert.equal(barrier.broken, false);
  });

  test("wait: one that is cancelled has not come", async () => {
    const barrier = new SharedBarrier(2);
    await run(function* () {
      const task = createTask(barrier.wait());
      yield* sleep(0);
      assert.equal(barrier.waiting, 1);
      task.cancel();
      yield* sleep(0);
      assert.equal(barrier.waiting, 0);
      assert.deepEqual(yield* gather([barrier.wait(), barrier.wait()]), [0, 1]);
    });
  });

  test("a barrier of one does not wait", () => {
    assert.equal(new SharedBarrier(1).waitSync(), 0);
  });

  test("new: refuses what is no number of parties", () => {
    for (const parties of [0, -1, 1.5, Number.NaN]) {
      assert.throws(() => new SharedBarrier(parties), {
        name: "RangeError",
        message: `Cannot make a SharedBarrier of ${parties} parties: a whole number of 1 or more is expected`,
      });
    }
  });
});
