import assert from "node:assert/strict";
import { test } from "node:test";
import { type Coroutine, sleep } from "tsyncio";
import { onEveryWayOfWaiting, virtualLoop } from "../support/ways.js";

onEveryWayOfWaiting("sleep: waits that long, then gives its result", async (way) => {
  const { loop } = way;
  await way.run(function* () {
    assert.equal(yield* sleep(10, "result"), "result");
    assert.equal(loop.time(), 10);
    assert.equal(yield* sleep(0.5), undefined);
    assert.equal(loop.time(), 10.5);
  });
});

onEveryWayOfWaiting("sleep: an hour of virtual time takes no time", async (way) => {
  await way.run(sleep(3_600_000));
  assert.equal(way.loop.time(), 3_600_000);
});

onEveryWayOfWaiting("sleep: equal times end in the order in which they began", async (way) => {
  const { loop } = way;
  const log: number[] = [];
  function* sleeper(id: number): Coroutine<void> {
    yield* sleep(5);
    log.push(id);
  }
  const tasks = [0, 1, 2, 3].map((id) => loop.createTask(sleeper(id)));
  await way.run(function* () {
    for (const task of tasks) yield* task;
  });
  assert.deepEqual(log, [0, 1, 2, 3]);
});

for (const ms of [0, -0, -5, Number.NEGATIVE_INFINITY]) {
  onEveryWayOfWaiting(`sleep(${ms}): skips exactly one iteration, whatever its result`, async (way) => {
    const { loop } = way;
    const log: string[] = [];
    await way.run(function* () {
      loop.callSoon(() => {
        log.push("first iteration");
        loop.callSoon(() => log.push("second iteration"));
      });
      assert.equal(yield* sleep(ms), undefined);
      log.push("after the first");
      assert.equal(yield* sleep(ms, "result"), "result");
      log.push("after the second");
    });
    assert.deepEqual(log, ["first iteration", "after the first", "second iteration", "after the second"]);
    assert.equal(loop.time(), 0);
  });
}

onEveryWayOfWaiting("sleep(0): tasks take turns", async (way) => {
  const { loop } = way;
  const log: string[] = [];
  function* turns(name: string): Coroutine<void> {
    for (let i = 0; i < 3; i++) {
      log.push(`${name}${i}`);
      yield* sleep(0);
    }
  }
  const tasks = ["a", "b", "c"].map((name) => loop.createTask(turns(name)));
  await way.run(function* () {
    for (const task of tasks) yield* task;
  });
  assert.equal(log.join(" "), "a0 b0 c0 a1 b1 c1 a2 b2 c2");
});

onEveryWayOfWaiting("sleep: falsy results are results", async (way) => {
  await way.run(function* () {
    for (const result of [0, "", false, null]) {
      assert.equal(yield* sleep(1, result), result);
      assert.equal(yield* sleep(0, result), result);
    }
  });
});

onEveryWayOfWaiting("sleep: one object can be awaited again, and then sleeps again", async (way) => {
  const nap = sleep(5, "nap");
  await way.run(function* () {
    assert.equal(yield* nap, "nap");
    assert.equal(yield* nap, "nap");
  });
  assert.equal(way.loop.time(), 10);
});

onEveryWayOfWaiting("sleep: begins when it is awaited, not when it is called", async (way) => {
  const nap = sleep(5);
  await way.run(function* () {
    yield* sleep(100);
    yield* nap;
  });
  assert.equal(way.loop.time(), 105);
});

onEveryWayOfWaiting("sleep: cancelled, it ends at once and leaves no timer behind", async (way) => {
  const { loop } = way;
  const task = loop.createTask(sleep(1000));
  loop.callLater(1, () => task.cancel());
  await assert.rejects(way.run(task), { name: "CancelledError" });
  assert.equal(loop.time(), 1);
  if (way.name === "blocking") {
    assert.throws(() => loop.runForever(), { code: "ERR_DEADLOCK" });
    assert.equal(loop.time(), 1);
  }
});

onEveryWayOfWaiting("sleep: cancelled and swallowed, the next sleep is a full one", async (way) => {
  const { loop } = way;
  function* worker(): Coroutine<number> {
    try {
      yield* sleep(1000);
    } catch {
      yield* sleep(10);
    }
    return loop.time();
  }
  const task = loop.createTask(worker());
  loop.callLater(3, () => task.cancel());
  assert.equal(await way.run(task), 13);
});

test("sleep: refuses times that are no times, at the call", () => {
  assert.throws(() => sleep(Number.NaN), { name: "RangeError", message: /Cannot sleep: the time is NaN/ });
  for (const ms of ["5", null, undefined, 5n]) {
    assert.throws(() => sleep(ms as unknown as number), {
      name: "TypeError",
      message: /Cannot sleep: the time is \w+, not a number of milliseconds/,
    });
  }
});

test("sleep(Infinity): never ends, which a loop with nothing else to do reports", () => {
  using loop = virtualLoop();
  assert.throws(() => loop.runUntilComplete(sleep(Number.POSITIVE_INFINITY)), { code: "ERR_DEADLOCK" });
});

onEveryWayOfWaiting("sleep(Infinity): can be cancelled", async (way) => {
  const { loop } = way;
  const task = loop.createTask(sleep(Number.POSITIVE_INFINITY));
  loop.callLater(1, () => task.cancel());
  await assert.rejects(way.run(task), { name: "CancelledError" });
});

test("sleep: outside of a task is an error, with yield* and with sleep(0) alike", () => {
  for (const ms of [0, 1]) {
    function* wait(): Coroutine<void> {
      yield* sleep(ms);
    }
    assert.throws(() => wait().next(), { name: "RuntimeError", code: /^ERR_NO/ });
  }
});

test("sleep: says what it is", () => {
  assert.equal(String(sleep(5)), "<sleep(5)>");
  assert.equal(String(sleep(0)), "<sleep(0)>");
});
