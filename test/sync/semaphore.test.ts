import assert from "node:assert/strict";
import { test } from "node:test";
import {
  BoundedSemaphore,
  CancelledError,
  type Coroutine,
  createTask,
  gather,
  Semaphore,
  sleep,
  wait,
} from "tsyncio";
import { onEveryWayOfWaiting } from "../support/ways.js";

onEveryWayOfWaiting(
  "Semaphore.release: hands the permit to who waits the longest, before a newcomer",
  async (way) => {
    const semaphore = new Semaphore(1);
    const log: string[] = [];
    await way.run(function* () {
      yield* semaphore.acquire();
      const waiting = createTask(
        semaphore.hold(function* () {
          log.push("first");
          yield* sleep(0);
        }),
      );
      yield* sleep(0);
      semaphore.release();
      assert.equal(semaphore.locked(), true, "the permit is handed over at the wake-up");
      yield* semaphore.acquire();
      log.push("newcomer");
      yield* waiting;
    });
    assert.deepEqual(log, ["first", "newcomer"]);
  },
);

onEveryWayOfWaiting("Semaphore.acquire: a woken waiter that is cancelled returns the permit", async (way) => {
  const semaphore = new Semaphore(1);
  await way.run(function* () {
    yield* semaphore.acquire();
    const first = createTask(semaphore.acquire());
    const second = createTask(semaphore.acquire());
    yield* sleep(0);
    semaphore.release();
    first.cancel();
    yield* second;
    assert.equal(first.cancelled(), true);
  });
});

test("BoundedSemaphore.release: more often than it was acquired is refused", () => {
  assert.throws(() => new BoundedSemaphore(2).release(), {
    name: "RangeError",
    message: /all its 2 permits are free already/,
  });
});

for (const value of [-1, 0.5, Number.NaN]) {
  test(`Semaphore: ${value} permits are refused`, () => {
    assert.throws(() => new Semaphore(value), {
      name: "RangeError",
      message: /Cannot make a semaphore of .* permits/,
    });
  });
}

onEveryWayOfWaiting("Semaphore.acquire: a free permit is taken without giving way", async (way) => {
  const semaphore = new Semaphore(2);
  await way.run(function* () {
    let others = 0;
    way.loop.callSoon(() => others++);
    yield* semaphore.acquire();
    assert.equal(semaphore.locked(), false);
    yield* semaphore.acquire();
    assert.equal(semaphore.locked(), true);
    assert.equal(others, 0);
  });
});

onEveryWayOfWaiting(
  "Semaphore: tasks go on in the order in which they came, so many at a time",
  async (way) => {
    const semaphore = new Semaphore(2);
    const log: string[] = [];
    const worker = (name: string) =>
      semaphore.hold(function* () {
        log.push(`${name} at ${way.loop.time()}`);
        yield* sleep(1);
      });
    await way.run(() => gather(["a", "b", "c", "d", "e"].map(worker)));
    assert.deepEqual(log, ["a at 0", "b at 0", "c at 1", "d at 1", "e at 2"]);
  },
);

onEveryWayOfWaiting(
  "Semaphore.release: may raise the number of permits, and wakes one each time",
  async (way) => {
    const semaphore = new Semaphore(0);
    await way.run(function* () {
      const waiting = [1, 2, 3].map((n) => createTask(semaphore.hold(() => sleep(100, n))));
      yield* sleep(1);
      semaphore.release();
      semaphore.release();
      yield* sleep(1);
      assert.equal(`${semaphore}`, "<Semaphore locked waiters:1>");
      semaphore.release();
      assert.deepEqual(yield* gather(waiting), [1, 2, 3]);
      assert.equal(way.loop.time(), 102);
      assert.equal(`${semaphore}`, "<Semaphore unlocked value:3>");
    });
  },
);

onEveryWayOfWaiting(
  "Semaphore.acquire: who queued behind a woken one is woken too, if there are permits",
  async (way) => {
    const semaphore = new Semaphore(0);
    await way.run(function* () {
      const first = createTask(semaphore.acquire());
      yield* sleep(0);
      for (let i = 0; i < 3; i++) semaphore.release();
      // The permits that are left are for those who come before the first runs, but these queue behind it.
      const others = [
        createTask(semaphore.acquire(), { eagerStart: true }),
        createTask(semaphore.acquire(), { eagerStart: true }),
      ];
      assert.deepEqual(
        others.map((task) => task.done()),
        [false, false],
      );
      yield* gather([first, ...others]);
      assert.equal(semaphore.locked(), true);
    });
  },
);

onEveryWayOfWaiting(
  "Semaphore.acquire: of several woken, one that is cancelled passes its permit on",
  async (way) => {
    const semaphore = new Semaphore(0);
    await way.run(function* () {
      const tasks = [1, 2, 3, 4].map(() => createTask(semaphore.acquire()));
      const [a, b, c, d] = tasks as [
        (typeof tasks)[0],
        (typeof tasks)[0],
        (typeof tasks)[0],
        (typeof tasks)[0],
      ];
      yield* sleep(0);
      semaphore.release();
      semaphore.release();
      a.cancel();
      b.cancel();
      yield* sleep(1);
      assert.deepEqual([a.cancelled(), b.cancelled(), c.done(), d.done()], [true, true, true, true]);
      assert.deepEqual([c.cancelled(), d.cancelled()], [false, false]);
      assert.equal(`${semaphore}`, "<Semaphore locked>");
    });
  },
);

onEveryWayOfWaiting("Semaphore.acquire: cancelled while it waits takes no permit", async (way) => {
  const semaphore = new Semaphore(1);
  await way.run(function* () {
    yield* semaphore.acquire();
    const task = createTask(semaphore.acquire());
    yield* sleep(0);
    task.cancel();
    semaphore.release();
    yield* wait([task]);
    assert.equal(task.cancelled(), true);
    assert.equal(`${semaphore}`, "<Semaphore unlocked value:1>");
  });
});

onEveryWayOfWaiting(
  "Semaphore.hold: gives the permit back when the body throws, and when it is cancelled",
  async (way) => {
    const semaphore = new Semaphore(1);
    await way.run(function* () {
      const failing = createTask(
        semaphore.hold(function* (): Coroutine<void> {
          throw new Error("body");
        }),
      );
      yield* wait([failing]);
      assert.equal(failing.exception()?.message, "body");
      const waiting = createTask(semaphore.hold(() => sleep(100)));
      yield* sleep(1);
      assert.equal(semaphore.locked(), true);
      waiting.cancel();
      yield* wait([waiting]);
      assert.equal(`${semaphore}`, "<Semaphore unlocked value:1>");
    });
  },
);

onEveryWayOfWaiting(
  "Semaphore.acquire: what it gives gives the permit back at the end of a using block",
  async (way) => {
    const semaphore = new Semaphore(2);
    await way.run(function* () {
      {
        using _ = yield* semaphore.acquire();
        using __ = yield* semaphore.acquire();
        assert.equal(semaphore.locked(), true);
      }
      assert.equal(`${semaphore}`, "<Semaphore unlocked value:2>");
    });
  },
);

onEveryWayOfWaiting("BoundedSemaphore: works as a Semaphore up to its bound", async (way) => {
  const semaphore = new BoundedSemaphore(1);
  await way.run(function* () {
    assert.equal(`${semaphore}`, "<BoundedSemaphore unlocked value:1>");
    yield* semaphore.acquire();
    const next = createTask(semaphore.acquire());
    yield* sleep(0);
    semaphore.release();
    // The permit was handed over, so that none is free.
    semaphore.release();
    yield* next;
    assert.throws(() => semaphore.release(), {
      name: "RangeError",
      message: "Cannot release the BoundedSemaphore: all its 1 permits are free already",
    });
    assert.ok(!(next.result() instanceof CancelledError));
  });
});

test("Semaphore: has one permit by default", () => {
  assert.equal(`${new Semaphore()}`, "<Semaphore unlocked value:1>");
  assert.equal(`${new BoundedSemaphore()}`, "<BoundedSemaphore unlocked value:1>");
  assert.equal(new Semaphore(0).locked(), true);
});
