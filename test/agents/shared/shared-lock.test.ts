import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  AbandonedLockError,
  type Coroutine,
  createTask,
  DeadlockError,
  exported,
  newEventLoop,
  run,
  runSync,
  SharedEvent,
  SharedLock,
  sleep,
  type TargetFunction,
  Thread,
} from "tsyncio";
import { runProgram } from "../../support/child.js";
import {
  count,
  countInTasks,
  holdForEver,
  holdUntil,
  leaveHeld,
  releaseWrongly,
  takeAtRandom,
  takeTurn,
} from "./fixtures/locks.js";
import { waitIn, ways, whenWaiting } from "./ways.js";

const url = new URL("./fixtures/locks.js", import.meta.url).href;
const locks = <F extends TargetFunction>(fn: F) => exported(url, fn);

function newCounter(length = 2): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * 4));
}

/** A thread that holds the lock until it may release it. */
function holder(lock: SharedLock) {
  const [held, goOn] = [new SharedEvent(), new SharedEvent()];
  const thread = new Thread(locks(holdUntil), [lock, held, goOn]).start();
  held.waitSync();
  return { thread, goOn };
}

function acquireIn(way: (typeof ways)[number], lock: SharedLock) {
  return waitIn(
    way,
    () => lock.acquireSync(),
    () => lock.acquire(),
  );
}

for (const way of ways) {
  describe(`SharedLock, waiting in this way: ${way}`, () => {
    test("one at a time, among threads that wait in each way", async () => {
      const lock = new SharedLock();
      const counter = newCounter();
      const threads = ways.map((other) => new Thread(locks(count), [other, lock, counter, 200]).start());
      await count(way, lock, counter, 200);
      for (const thread of threads) await thread;
      assert.equal(counter[0], 800);
      assert.equal(lock.locked(), false);
    });

    test("acquire: goes on when another thread releases it", async () => {
      const lock = new SharedLock();
      const { thread, goOn } = holder(lock);
      assert.equal(lock.locked(), true);
      assert.equal(lock.tryAcquire(), null);
      goOn.set();
      const hold = await acquireIn(way, lock);
      assert.equal(String(lock), "<SharedLock locked by this thread>");
      hold[Symbol.dispose]();
      assert.equal(lock.locked(), false);
      await thread;
    });

    test("release: wakes a thread that waits", async () => {
      const lock = new SharedLock();
      const order = newCounter(3);
      lock.acquireSync();
      const thread = new Thread(locks(takeTurn), [way, lock, order, 7]).start();
      await whenWaiting(lock, 1);
      assert.equal(order[0], 0);
      lock.release();
      await thread;
      assert.deepEqual([...order], [1, 7, 0]);
    });

    test("a thread was killed that held it: whoever wants it is told, until it is reset", async () => {
      const lock = new SharedLock();
      const held = new SharedEvent();
      const thread = new Thread(locks(holdForEver), [lock, held]).start();
      held.waitSync();
      thread.terminate();
      await assert.rejects(async () => acquireIn(way, lock), {
        name: "AbandonedLockError",
        code: "ERR_LOCK_ABANDONED",
        message:
          "Cannot acquire the SharedLock: the thread that held it has ended and never released it, so what it protects " +
          "may be half changed. Check that, and call reset() to make the lock free.",
      });
      assert.throws(() => lock.tryAcquire(), AbandonedLockError);
      assert.equal(String(lock), "<SharedLock abandoned>");
      lock.reset();
      (await acquireIn(way, lock))[Symbol.dispose]();
      assert.throws(() => thread.join(), { code: "ERR_AGENT_ENDED" });
    });

    test("a thread was killed that waited for it, be it the first: the next gets it", async () => {
      const lock = new SharedLock();
      const order = newCounter(4);
      const { thread, goOn } = holder(lock);
      const first = new Thread(locks(takeTurn), [way, lock, order, 1]).start();
      await whenWaiting(lock, 1);
      const second = new Thread(locks(takeTurn), [way, lock, order, 2]).start();
      await whenWaiting(lock, 2);
      first.terminate();
      assert.throws(() => first.join(), { code: "ERR_AGENT_ENDED" });
      goOn.set();
      await second;
      await thread;
      assert.deepEqual([...order.slice(0, 2)], [1, 2]);
    });

    test("in the order in which they came, whatever their way to wait", async () => {
      const lock = new SharedLock();
      const order = newCounter(8);
      const { thread, goOn } = holder(lock);
      const threads = [];
      for (const [i, other] of [way, ...ways].entries()) {
        threads.push(new Thread(locks(takeTurn), [other, lock, order, i + 1]).start());
        await whenWaiting(lock, i + 1);
      }
      goOn.set();
      for (const other of threads) await other;
      await thread;
      assert.deepEqual([...order.slice(0, 5)], [4, 1, 2, 3, 4]);
    });

    test("waits that end at random, by success, timeout or cancellation, leave it free", async () => {
      const lock = new SharedLock();
      const threads = ways.map((other, i) =>
        new Thread(locks(takeAtRandom), [other, lock, i + 1, 40]).start(),
      );
      assert.ok((await takeAtRandom(way, lock, 99, 40)) > 0);
      for (const thread of threads) assert.ok((await thread) > 0);
      assert.equal(lock.locked(), false);
      assert.notEqual(lock.tryAcquire(), null);
    });
  });
}

for (const way of ["blocking loop", "guest"] as const) {
  describe(`SharedLock, in a loop: ${way}`, () => {
    const inLoop = async <T>(main: () => Coroutine<T>): Promise<T> =>
      way === "guest" ? run(main) : runSync(main);

    test("one at a time, among the tasks of several threads", async () => {
      const lock = new SharedLock();
      const counter = newCounter();
      const threads = (["blocking loop", "guest"] as const).map((other) =>
        new Thread(locks(countInTasks), [other, lock, counter, 100]).start(),
      );
      await countInTasks(way, lock, counter, 100);
      for (const thread of threads) await thread;
      assert.equal(counter[0], 900);
    });

    test("acquire: the loop goes on meanwhile", async () => {
      const lock = new SharedLock();
      const { thread, goOn } = holder(lock);
      await inLoop(function* () {
        const waiting = createTask(lock.acquire());
        yield* sleep(1);
        assert.equal(waiting.done(), false);
        goOn.set();
        yield* waiting;
        lock.release();
      });
      await thread;
    });

    test("acquire: one that is cancelled leaves the lock to the next", async () => {
      const lock = new SharedLock();
      const { thread, goOn } = holder(lock);
      await inLoop(function* () {
        const first = createTask(lock.acquire());
        const second = createTask(lock.acquire());
        yield* sleep(0);
        first.cancel();
        goOn.set();
        yield* second;
        assert.equal(first.cancelled(), true);
      });
      await thread;
      assert.equal(lock.locked(), true);
      lock.release();
    });

    test("acquire: one that is cancelled when it was woken leaves the lock to the next", async () => {
      const lock = new SharedLock();
      await inLoop(function* () {
        lock.acquireSync();
        const first = createTask(lock.acquire());
        const second = createTask(lock.acquire());
        yield* sleep(0);
        lock.release();
        first.cancel();
        yield* second;
        assert.equal(first.cancelled(), true);
        lock.release();
      });
      assert.equal(lock.locked(), false);
    });

    test("acquire: a task that waits in a loop which does not run keeps nobody waiting", async () => {
      const lock = new SharedLock();
      const order = newCounter(3);
      using idle = newEventLoop();
      lock.acquireSync();
      const waiting = idle.createTask(lock.acquire());
      idle.runUntilComplete(sleep(0));
      const thread = new Thread(locks(takeTurn), [way, lock, order, 1]).start();
      await whenWaiting(lock, 1);
      lock.release();
      await thread;
      assert.equal(order[0], 1);
      await (way === "guest" ? idle.run(waiting) : idle.runUntilComplete(waiting));
      lock.release();
    });

    test("acquire: nobody is left who could release it: DeadlockError", async () => {
      const program = `
        import { exported, run, runSync, SharedLock, Thread } from "tsyncio";
        const lock = new SharedLock();
        lock.acquireSync();
        try {
          await ${way === "guest" ? "run" : "runSync"}(() => lock.acquire());
        } catch (error) {
          console.log(error.code);
        }
      `;
      assert.deepEqual(runProgram(program), { status: 0, output: "ERR_DEADLOCK" });
    });
  });
}

describe("SharedLock", () => {
  test("acquireSync: TimeoutError after the time it was given, and it waits no more", async () => {
    const lock = new SharedLock();
    const { thread, goOn } = holder(lock);
    assert.throws(() => lock.acquireSync(5), {
      name: "TimeoutError",
      message: "<SharedLock locked by another thread> was not free within 5 ms",
    });
    goOn.set();
    await thread;
    assert.equal(lock.locked(), false);
  });

  test("acquireSync: refuses what is no time", () => {
    assert.throws(() => new SharedLock().acquireSync(Number.NaN), {
      name: "RangeError",
      message: "Cannot acquire <SharedLock unlocked>: the timeout is NaN",
    });
  });

  test("acquireSync: DeadlockError if this thread holds it", () => {
    const lock = new SharedLock();
    lock.acquireSync();
    assert.throws(
      () => lock.acquireSync(),
      (error) =>
        error instanceof DeadlockError &&
        error.message ===
          "Deadlock: this thread holds <SharedLock locked by this thread> itself, and could not release it while it blocks.",
    );
  });

  test("acquireSync: goes before the tasks of its own thread, which can't run meanwhile", async () => {
    const lock = new SharedLock();
    const { thread, goOn } = holder(lock);
    await run(function* () {
      const task = createTask(lock.acquire());
      yield* sleep(0);
      goOn.set();
      lock.acquireSync();
      assert.equal(task.done(), false);
      lock.release();
      yield* task;
      lock.release();
    });
    await thread;
  });

  test("a thread returned that held it: abandoned", async () => {
    const lock = new SharedLock();
    const thread = new Thread(locks(leaveHeld), [lock]).start();
    await thread;
    while (thread.isAlive()) await new Promise((resolve) => setImmediate(resolve));
    assert.throws(() => lock.acquireSync(), AbandonedLockError);
  });

  test("release: refused if nobody, or another thread, holds it", async () => {
    const lock = new SharedLock();
    assert.throws(() => lock.release(), {
      code: "ERR_NOT_ACQUIRED",
      message: "Cannot release the SharedLock: it is not acquired",
    });
    lock.acquireSync();
    assert.equal(
      await new Thread(locks(releaseWrongly), [lock]).start(),
      "Cannot release the SharedLock: another thread holds it, which must release it",
    );
    assert.equal(lock.locked(), true);
  });

  test("reset: refused while a thread that lives holds it, nothing on a free one", () => {
    const lock = new SharedLock();
    lock.reset();
    lock.acquireSync();
    assert.throws(() => lock.reset(), {
      code: "ERR_NOT_ABANDONED",
      message: "Cannot reset the SharedLock: the thread that holds it lives",
    });
  });

  test("hold: releases it if the body throws, or is cancelled", async () => {
    const lock = new SharedLock();
    await run(function* () {
      const task = createTask(
        lock.hold(function* () {
          yield* sleep(60_000);
        }),
      );
      yield* sleep(0);
      assert.equal(lock.locked(), true);
      task.cancel();
    });
    assert.equal(lock.locked(), false);
    assert.throws(() =>
      runSync(() =>
        lock.hold(function* () {
          throw new RangeError("no");
        }),
      ),
    );
    assert.equal(lock.locked(), false);
  });

  test("the wait of a thread for a lock does not end its process's life, nor prolong it", () => {
    const program = `
      import { run, SharedLock, sleep } from "tsyncio";
      await run(() => new SharedLock().hold(() => sleep(1)));
      console.log("end");
    `;
    assert.deepEqual(runProgram(program), { status: 0, output: "end" });
  });
});
