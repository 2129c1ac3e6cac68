import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Barrier,
  BrokenBarrierError,
  CancelledError,
  type Coroutine,
  createTask,
  gather,
  runSync,
  sleep,
  wait,
} from "tsyncio";
import { onEveryWayOfWaiting } from "../support/ways.js";

onEveryWayOfWaiting(
  "Barrier.wait: all go on together, each with a number, round after round",
  async (way) => {
    const barrier = new Barrier(3);
    await way.run(function* () {
      for (let round = 0; round < 3; round++) {
        const two = [createTask(barrier.wait()), createTask(barrier.wait())];
        yield* sleep(1);
        assert.equal(barrier.waiting, 2);
        const mine = yield* barrier.wait();
        const numbers = [mine, ...(yield* gather(two))];
        assert.deepEqual(numbers.sort(), [0, 1, 2]);
      }
    });
  },
);

onEveryWayOfWaiting("Barrier.wait: a waiter that is cancelled does not break it", async (way) => {
  const barrier = new Barrier(2);
  await way.run(function* () {
    const lost = createTask(barrier.wait());
    yield* sleep(1);
    lost.cancel();
    yield* sleep(1);
    assert.equal(barrier.broken, false);
    assert.equal(barrier.waiting, 0);
    yield* gather([barrier.wait(), barrier.wait()]);
  });
});

onEveryWayOfWaiting("Barrier.reset: breaks who waits, not the barrier", async (way) => {
  const barrier = new Barrier(2);
  await way.run(function* () {
    const waiting = createTask(barrier.wait());
    yield* sleep(1);
    yield* barrier.reset();
    const [error] = yield* gather([waiting], { returnExceptions: true });
    assert.ok(error instanceof BrokenBarrierError);
    assert.equal(barrier.broken, false);
    yield* gather([barrier.wait(), barrier.wait()]);
  });
});

onEveryWayOfWaiting("Barrier.abort: breaks who waits, and who comes", async (way) => {
  const barrier = new Barrier(2);
  await way.run(function* () {
    const waiting = createTask(barrier.wait());
    yield* sleep(1);
    yield* barrier.abort();
    const errors = yield* gather([waiting, barrier.wait()], { returnExceptions: true });
    for (const error of errors) {
      assert.ok(error instanceof BrokenBarrierError);
      assert.equal(error.code, "ERR_BROKEN_BARRIER");
      assert.match(error.message, /aborted/);
    }
    assert.equal(barrier.broken, true);
  });
});

test("Barrier: of no parties is refused", () => {
  assert.throws(() => new Barrier(0), { name: "RangeError", message: /Cannot make a Barrier of 0 parties/ });
});

onEveryWayOfWaiting("Barrier.wait: of one party does not wait", async (way) => {
  const barrier = new Barrier(1);
  await way.run(function* () {
    let others = 0;
    way.loop.callSoon(() => others++);
    assert.equal(yield* barrier.wait(), 0);
    assert.equal(yield* barrier.wait(), 0);
    assert.equal(others, 0);
  });
});

onEveryWayOfWaiting(
  "Barrier.wait: the numbers are those of arrival, and who comes while it empties is in the next round",
  async (way) => {
    const barrier = new Barrier(2);
    const log: string[] = [];
    function* worker(name: string): Coroutine<void> {
      for (let round = 0; round < 2; round++) log.push(`${name}${round} ${yield* barrier.wait()}`);
    }
    await way.run(function* () {
      yield* gather([worker("a"), worker("b"), worker("c"), worker("d")]);
      assert.equal(barrier.waiting, 0);
    });
    assert.equal(log.length, 8);
    // Each round has a 0 and a 1.
    assert.equal(log.filter((line) => line.endsWith(" 0")).length, 4);
    assert.deepEqual(
      log
        .slice(0, 2)
        .map((line) => line.slice(0, 2))
        .sort(),
      ["a0", "b0"],
    );
  },
);

onEveryWayOfWaiting("Barrier.wait: cancelled, its place is free again", async (way) => {
  const barrier = new Barrier(3);
  await way.run(function* () {
    const [a, b] = [createTask(barrier.wait()), createTask(barrier.wait())];
    yield* sleep(1);
    assert.equal(`${barrier}`, "<Barrier filling waiters:2/3>");
    a.cancel();
    yield* wait([a]);
    assert.equal(a.cancelled(), true);
    assert.equal(barrier.waiting, 1);
    const c = createTask(barrier.wait());
    yield* sleep(1);
    assert.deepEqual([b.done(), c.done()], [false, false]);
    const numbers = [yield* barrier.wait(), ...(yield* gather([b, c]))];
    assert.equal(numbers.length, 3);
    assert.equal(barrier.broken, false);
  });
});

onEveryWayOfWaiting(
  "Barrier.wait: cancelled together with the last arrival, the others still go on",
  async (way) => {
    const barrier = new Barrier(3);
    await way.run(function* () {
      const [a, b] = [createTask(barrier.wait()), createTask(barrier.wait())];
      yield* sleep(1);
      const last = createTask(barrier.wait(), { eagerStart: true });
      assert.equal(last.done(), true);
      a.cancel();
      yield* wait([a, b]);
      assert.equal(a.cancelled(), true);
      assert.equal(b.result(), 1);
      // The next round is not disturbed.
      yield* gather([barrier.wait(), barrier.wait(), barrier.wait()]);
      assert.equal(`${barrier}`, "<Barrier filling waiters:0/3>");
    });
  },
);

onEveryWayOfWaiting(
  "Barrier.reset: of an empty one changes nothing; who comes during one waits for the next round",
  async (way) => {
    const barrier = new Barrier(2);
    await way.run(function* () {
      yield* barrier.reset();
      assert.equal(`${barrier}`, "<Barrier filling waiters:0/2>");
      const old = createTask(barrier.wait());
      yield* sleep(1);
      yield* barrier.reset();
      assert.equal(barrier.waiting, 0);
      const newcomer = createTask(barrier.wait(), { eagerStart: true });
      yield* wait([old]);
      assert.ok(old.exception() instanceof BrokenBarrierError);
      assert.equal(old.exception()?.message, "The barrier was aborted or reset while a task waited");
      yield* sleep(1);
      assert.equal(newcomer.done(), false);
      assert.equal(barrier.waiting, 1);
      assert.equal(yield* barrier.wait(), 1);
      assert.equal(yield* newcomer, 0);
    });
  },
);

onEveryWayOfWaiting("Barrier.reset: mends one that was aborted", async (way) => {
  const barrier = new Barrier(2);
  await way.run(function* () {
    yield* barrier.abort();
    assert.equal(barrier.broken, true);
    assert.equal(`${barrier}`, "<Barrier broken>");
    const refused = createTask(barrier.wait());
    yield* wait([refused]);
    assert.equal(refused.exception()?.name, "BrokenBarrierError");
    assert.equal(refused.exception()?.message, "The barrier is broken: it was aborted");
    yield* barrier.reset();
    assert.equal(barrier.broken, false);
    assert.deepEqual((yield* gather([barrier.wait(), barrier.wait()])).sort(), [0, 1]);
  });
});

onEveryWayOfWaiting("Barrier.abort: who waits is cancelled first, is cancelled", async (way) => {
  const barrier = new Barrier(2);
  await way.run(function* () {
    const task = createTask(barrier.wait());
    yield* sleep(1);
    task.cancel();
    yield* barrier.abort();
    yield* wait([task]);
    assert.throws(
      () => task.result(),
      (error) => error instanceof CancelledError,
    );
  });
});

/** What CPython 3.11 does: a round of three leaves when the barrier is changed, and others come behind that. */
const leaving: readonly [what: "reset" | "abort", newcomers: number, log: string][] = [
  ["reset", 0, "2:2 changed 0:0 1:1 reset:0,false end:0,0,false"],
  ["reset", 2, "2:2 changed 0:0 1:1 reset:0,false end:2,2,false"],
  ["reset", 3, "2:2 changed 0:0 1:1 reset:0,false 12:2 10:0 11:1 end:0,0,false"],
  ["abort", 0, "2:2 changed 0:0 1:1 abort:0,true end:0,0,true"],
  ["abort", 2, "2:2 changed 0:0 1:1 abort:0,true 10:broken 11:broken end:0,0,true"],
  ["abort", 3, "2:2 changed 0:0 1:1 abort:0,true 10:broken 11:broken 12:broken end:0,0,true"],
];

for (const [what, newcomers, expected] of leaving) {
  onEveryWayOfWaiting(
    `Barrier.${what}: while a round leaves, and ${newcomers} come behind it`,
    async (way) => {
      const log: string[] = [];
      await way.run(function* () {
        const barrier = new Barrier(3);
        function* waiter(name: number): Coroutine<void> {
          try {
            log.push(`${name}:${yield* barrier.wait()}`);
          } catch (error) {
            if (!(error instanceof BrokenBarrierError)) throw error;
            log.push(`${name}:broken`);
          }
        }
        function* change(): Coroutine<void> {
          yield* barrier[what]();
          log.push(`${what}:${barrier.waiting},${barrier.broken}`);
        }
        const tasks = [0, 1, 2].map((name) => createTask(waiter(name)));
        yield* sleep(0);
        log.push("changed");
        tasks.push(createTask(change()));
        for (let i = 0; i < newcomers; i++) tasks.push(createTask(waiter(10 + i)));
        const { pending } = yield* wait(tasks, { timeout: 5 });
        log.push(`end:${pending.size},${barrier.waiting},${barrier.broken}`);
        for (const task of pending) task.cancel();
        yield* gather([...pending], { returnExceptions: true });
      });
      assert.equal(log.join(" "), expected);
    },
  );
}

for (const parties of [-1, 1.5, Number.NaN, "2" as unknown as number]) {
  test(`Barrier: of ${String(parties)} (${typeof parties}) parties is refused`, () => {
    assert.throws(() => new Barrier(parties), {
      name: "RangeError",
      message: `Cannot make a Barrier of ${String(parties)} parties: a whole number of 1 or more is expected`,
    });
  });
}

test("Barrier: made outside of a loop can be used by one", () => {
  const barrier = new Barrier(2);
  assert.equal(barrier.parties, 2);
  assert.deepEqual(runSync(() => gather([barrier.wait(), barrier.wait()])).sort(), [0, 1]);
});
