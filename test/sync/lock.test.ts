import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CancelledError,
  type Coroutine,
  createTask,
  gather,
  Lock,
  newEventLoop,
  runSync,
  sleep,
  type Task,
  wait,
} from "tsyncio";
import { onEveryWayOfWaiting } from "../support/ways.js";

onEveryWayOfWaiting("Lock: one task at a time, in the order in which they came", async (way) => {
  const lock = new Lock();
  const log: string[] = [];
  function* worker(name: string): Coroutine<void> {
    yield* lock.hold(function* () {
      log.push(`${name} in`);
      yield* sleep(1);
      log.push(`${name} out`);
    });
  }
  await way.run(() => gather([worker("a"), worker("b"), worker("c")]));
  assert.deepEqual(log, ["a in", "a out", "b in", "b out", "c in", "c out"]);
  assert.equal(lock.locked(), false);
});

onEveryWayOfWaiting("Lock.acquire: a free lock is taken without giving way", async (way) => {
  const lock = new Lock();
  const log: string[] = [];
  await way.run(function* () {
    way.loop.callSoon(() => log.push("other"));
    yield* lock.acquire();
    log.push("acquired");
    lock.release();
    yield* sleep(0);
  });
  assert.deepEqual(log, ["acquired", "other"]);
});

onEveryWayOfWaiting(
  "Lock.release: the lock is free at once, yet newcomers queue behind who waits",
  async (way) => {
    const lock = new Lock();
    const log: string[] = [];
    function* worker(name: string): Coroutine<void> {
      yield* lock.acquire();
      log.push(name);
      lock.release();
    }
    await way.run(function* () {
      yield* lock.acquire();
      const first = createTask(worker("first"));
      yield* sleep(0);
      lock.release();
      assert.equal(lock.locked(), false);
      const second = createTask(worker("second"));
      yield* gather([first, second]);
    });
    assert.deepEqual(log, ["first", "second"]);
  },
);

onEveryWayOfWaiting("Lock.acquire: a woken waiter that is cancelled wakes the next", async (way) => {
  const lock = new Lock();
  await way.run(function* () {
    yield* lock.acquire();
    const first = createTask(lock.acquire());
    const second = createTask(lock.acquire());
    yield* sleep(0);
    lock.release();
    first.cancel();
    yield* second;
    assert.equal(first.cancelled(), true);
    assert.equal(lock.locked(), true);
  });
});

onEveryWayOfWaiting("Lock.hold: releases when the body throws, and when it is cancelled", async (way) => {
  const lock = new Lock();
  await way.run(function* () {
    const failing = lock.hold(function* (): Coroutine<void> {
      throw new Error("body");
    });
    try {
      yield* failing;
      assert.fail();
    } catch (error) {
      assert.equal((error as Error).message, "body");
    }
    assert.equal(lock.locked(), false);
    const task = createTask(lock.hold(() => sleep(1000)));
    yield* sleep(1);
    task.cancel();
    try {
      yield* task;
      assert.fail();
    } catch (error) {
      assert.ok(error instanceof CancelledError);
    }
    assert.equal(lock.locked(), false);
  });
});

onEveryWayOfWaiting("Lock.acquire: what it gives releases at the end of a using block", async (way) => {
  const lock = new Lock();
  await way.run(function* () {
    {
      using hold = yield* lock.acquire();
      assert.ok(hold);
      assert.equal(lock.locked(), true);
    }
    assert.equal(lock.locked(), false);
  });
});

test("Lock.release: of a lock that nobody holds is refused", () => {
  assert.throws(() => new Lock().release(), {
    name: "RuntimeError",
    code: "ERR_NOT_ACQUIRED",
    message: /Cannot release the Lock: it is not acquired/,
  });
});

test("Lock: in two loops is refused where it has to wait", () => {
  const lock = new Lock();
  function* contend(): Coroutine<void> {
    yield* lock.acquire();
    const other = createTask(lock.acquire());
    yield* sleep(0);
    lock.release();
    yield* other;
    lock.release();
  }
  runSync(contend());
  using loop = newEventLoop();
  assert.throws(() => loop.runUntilComplete(contend()), {
    code: "ERR_FOREIGN_LOOP",
    message: /<Lock locked> is bound to a different event loop/,
  });
});

onEveryWayOfWaiting(
  "Lock.acquire: takes no free lock while others wait, be they woken or not",
  async (way) => {
    const lock = new Lock();
    const log: string[] = [];
    function* worker(name: string): Coroutine<void> {
      using hold = yield* lock.acquire();
      assert.ok(hold);
      log.push(name);
      yield* sleep(0);
    }
    await way.run(function* () {
      yield* lock.acquire();
      const tasks = [createTask(worker("first")), createTask(worker("second"))];
      yield* sleep(0);
      lock.release();
      // It is free, the first was woken: this one comes last all the same.
      yield* worker("newcomer");
      yield* wait(tasks);
    });
    assert.deepEqual(log, ["first", "second", "newcomer"]);
  },
);

onEveryWayOfWaiting("Lock.acquire: waiters that were all cancelled are not queued behind", async (way) => {
  const lock = new Lock();
  await way.run(function* () {
    yield* lock.acquire();
    const lost = createTask(lock.acquire());
    yield* sleep(0);
    lost.cancel();
    lock.release();
    let others = 0;
    way.loop.callSoon(() => others++);
    yield* lock.acquire();
    assert.equal(others, 0, "it did not give way");
    yield* wait([lost]);
    assert.equal(lost.cancelled(), true);
    assert.equal(lock.locked(), true, "the one that was cancelled took nothing and woke nobody");
  });
});

onEveryWayOfWaiting("Lock.release: twice before the woken one runs is refused", async (way) => {
  const lock = new Lock();
  await way.run(function* () {
    yield* lock.acquire();
    const next = createTask(lock.acquire());
    yield* sleep(0);
    lock.release();
    assert.throws(() => lock.release(), { code: "ERR_NOT_ACQUIRED" });
    yield* next;
    assert.equal(lock.locked(), true);
  });
});

/** Lets a task wait for a lock, and cancels it at one step on its way: how many hops it is after the release. */
for (const [step, outcome] of [
  ["before it starts to wait", "cancelled"],
  ["while it waits", "cancelled"],
  ["in the same callback as the release, after it", "cancelled"],
  ["in the same callback as the release, before it", "cancelled"],
  ["once it has the lock", "had it"],
] as const) {
  onEveryWayOfWaiting(`Lock.acquire: cancelled ${step}, the lock goes on to the next`, async (way) => {
    const lock = new Lock();
    await way.run(function* () {
      yield* lock.acquire();
      let hadIt = false;
      const first: Task<void> = createTask(
        lock.hold(function* () {
          hadIt = true;
          yield* sleep(100);
        }),
      );
      if (step === "before it starts to wait") first.cancel();
      const second = createTask(lock.acquire());
      yield* sleep(1);
      if (step === "while it waits") {
        first.cancel();
        yield* sleep(1);
      }
      if (step.endsWith("before it")) first.cancel();
      lock.release();
      if (step.endsWith("after it")) first.cancel();
      if (step === "once it has the lock") {
        yield* sleep(1);
        first.cancel();
      }
      yield* second;
      assert.equal(first.cancelled(), true);
      assert.equal(hadIt, outcome === "had it");
      assert.equal(lock.locked(), true);
      lock.release();
      assert.equal(`${lock}`, "<Lock unlocked>");
    });
  });
}

onEveryWayOfWaiting(
  "Lock.acquire: what it gives is disposed of when the block throws or is cancelled",
  async (way) => {
    const lock = new Lock();
    function* fails(): Coroutine<void> {
      using _ = yield* lock.acquire();
      throw new Error("in the block");
    }
    function* waits(): Coroutine<void> {
      using _ = yield* lock.acquire();
      yield* sleep(100);
    }
    await way.run(function* () {
      const failing = createTask(fails());
      yield* wait([failing]);
      assert.equal(failing.exception()?.message, "in the block");
      assert.equal(lock.locked(), false);
      const waiting = createTask(waits());
      yield* sleep(1);
      assert.equal(lock.locked(), true);
      waiting.cancel();
      yield* wait([waiting]);
      assert.ok(waiting.cancelled());
      assert.equal(lock.locked(), false);
    });
  },
);

onEveryWayOfWaiting(
  "Lock.hold: gives the body's result; a cancelled wait never runs the body",
  async (way) => {
    const lock = new Lock();
    await way.run(function* () {
      assert.equal(yield* lock.hold(() => sleep(1, "result")), "result");
      yield* lock.acquire();
      const task = createTask(
        lock.hold((): Coroutine<void> => {
          throw new Error("never called");
        }),
      );
      yield* sleep(0);
      task.cancel("why");
      yield* wait([task]);
      assert.throws(
        () => task.result(),
        (error) => error instanceof CancelledError && error.message === "why",
      );
      assert.equal(lock.locked(), true, "the lock of another is not released");
    });
  },
);

onEveryWayOfWaiting("Lock: says its state and how many wait", async (way) => {
  const lock = new Lock();
  await way.run(function* () {
    assert.equal(`${lock}`, "<Lock unlocked>");
    yield* lock.acquire();
    assert.equal(`${lock}`, "<Lock locked>");
    const task = createTask(lock.acquire());
    yield* sleep(0);
    assert.equal(`${lock}`, "<Lock locked waiters:1>");
    lock.release();
    assert.equal(`${lock}`, "<Lock unlocked waiters:1>");
    yield* task;
    assert.equal(`${lock}`, "<Lock locked>");
  });
});
