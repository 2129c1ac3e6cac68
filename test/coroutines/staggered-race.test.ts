import assert from "node:assert/strict";
import { test } from "node:test";
import {
  allTasks,
  CancelledError,
  type Coroutine,
  createTask,
  ExceptionGroup,
  eagerTaskFactory,
  getRunningLoop,
  type Startable,
  sleep,
  staggeredRace,
  wait,
} from "tsyncio";
import { onEveryWayOfWaiting } from "../support/ways.js";

function* failAfter(ms: number, message: string): Coroutine<never> {
  yield* sleep(ms);
  throw new Error(message);
}

function messages(exceptions: readonly (Error | null)[]): (string | null)[] {
  return exceptions.map((error) =>
    error instanceof CancelledError ? "cancelled" : error === null ? null : error.message,
  );
}

for (const factory of [null, eagerTaskFactory]) {
  const tasks = factory === null ? "" : " (eager tasks)";

  onEveryWayOfWaiting(`staggeredRace: starts one after another until one succeeds${tasks}`, async (way) => {
    way.loop.setTaskFactory(factory);
    const log: string[] = [];
    const contender = (name: string, ms: number) => () => {
      log.push(`${name} at ${way.loop.time()}`);
      return sleep(ms, name);
    };
    await way.run(function* () {
      const { result, index, exceptions } = yield* staggeredRace(
        [contender("a", 100), contender("b", 12), contender("c", 100), contender("d", 1)],
        10,
      );
      assert.deepEqual([result, index], ["b", 1]);
      assert.deepEqual(messages(exceptions), ["cancelled", null, "cancelled"]);
      assert.deepEqual(log, ["a at 0", "b at 10", "c at 20"]);
      assert.equal(way.loop.time(), 22);
      assert.equal(allTasks().size, 1);
    });
  });

  onEveryWayOfWaiting(`staggeredRace: a failure starts the next one sooner${tasks}`, async (way) => {
    way.loop.setTaskFactory(factory);
    await way.run(function* () {
      const race = yield* staggeredRace<string>(
        [() => failAfter(1, "a"), () => failAfter(2, "b"), () => sleep(1, "c")],
        1000,
      );
      assert.deepEqual([race.result, race.index, way.loop.time()], ["c", 2, 4]);
      assert.deepEqual(messages(race.exceptions), ["a", "b", null]);
    });
  });

  onEveryWayOfWaiting(
    `staggeredRace: if all fail, it has no winner and throws nothing${tasks}`,
    async (way) => {
      way.loop.setTaskFactory(factory);
      await way.run(function* () {
        const { result, index, exceptions } = yield* staggeredRace(
          [
            () => failAfter(1, "a"),
            (): Startable<never> => {
              throw new Error("at once");
            },
          ],
          null,
        );
        assert.deepEqual([result, index], [undefined, null]);
        assert.deepEqual(messages(exceptions), ["a", "at once"]);
      });
    },
  );

  onEveryWayOfWaiting(`staggeredRace: cancelled, it cancels all and waits for them${tasks}`, async (way) => {
    way.loop.setTaskFactory(factory);
    const log: string[] = [];
    function* cleanUp(): Coroutine<void> {
      try {
        yield* sleep(100);
      } finally {
        yield* sleep(5);
        log.push(`cleaned up at ${way.loop.time()}`);
      }
    }
    await way.run(function* () {
      const race = createTask(staggeredRace([cleanUp, cleanUp, cleanUp], 2));
      yield* sleep(3);
      race.cancel("no longer needed");
      yield* wait([race]);
      assert.throws(() => race.result(), { name: "CancelledError", message: "no longer needed" });
      assert.deepEqual(log, ["cleaned up at 8", "cleaned up at 8"]);
      assert.equal(allTasks().size, 1);
    });
  });
}

onEveryWayOfWaiting("staggeredRace: of nobody has no winner", async (way) => {
  await way.run(function* () {
    assert.deepEqual(yield* staggeredRace([], 1), { exceptions: [], index: null, result: undefined });
  });
});

onEveryWayOfWaiting("staggeredRace: who wins though it was cancelled does not win twice", async (way) => {
  function* stubborn(): Coroutine<string> {
    try {
      yield* sleep(100);
    } catch {
      yield* sleep(1);
    }
    return "late";
  }
  await way.run(function* () {
    const { result, index, exceptions } = yield* staggeredRace([stubborn, () => sleep(1, "first")], 0);
    assert.deepEqual([result, index], ["first", 1]);
    assert.deepEqual(exceptions, [null, null]);
  });
});

onEveryWayOfWaiting("staggeredRace: contenders are taken when their turn comes", async (way) => {
  let taken = 0;
  function* contenders(): Generator<() => Startable<number>> {
    for (;;) {
      const number = taken++;
      yield () => sleep(15, number);
    }
  }
  await way.run(function* () {
    assert.equal((yield* staggeredRace(contenders(), 10)).result, 0);
  });
  assert.equal(taken, 2);
});

onEveryWayOfWaiting("staggeredRace: an error of the iterable is thrown once all have ended", async (way) => {
  function* contenders(): Generator<() => Startable<number>> {
    yield () => sleep(5, 1);
    throw new Error("no more addresses");
  }
  await way.run(function* () {
    try {
      yield* staggeredRace(contenders(), 1);
      assert.fail();
    } catch (error) {
      assert.ok(error instanceof ExceptionGroup);
      assert.equal(error.message, "staggered race failed (1 sub-exception)");
      assert.equal(error.errors[0]?.message, "no more addresses");
    }
    assert.equal(getRunningLoop().time(), 5);
  });
});

test("staggeredRace: a delay that is no number is refused at the call", () => {
  assert.throws(() => staggeredRace([], Number.NaN), {
    name: "RangeError",
    message: "Cannot stagger a race by NaN: a number of milliseconds or null is expected",
  });
});

test("staggeredRace: one contender in place of a list is refused at the call", () => {
  assert.throws(() => staggeredRace((() => sleep(1)) as never, 1), {
    name: "TypeError",
    message: "Cannot call staggeredRace: a list is expected, as in staggeredRace([a, b])",
  });
});
