import assert from "node:assert/strict";
import {
  CancelledError,
  type Coroutine,
  createTask,
  gather,
  shield,
  sleep,
  type Task,
  TimeoutError,
  timeout,
  wait,
} from "tsyncio";
import { onEveryWayOfWaiting } from "../support/ways.js";

onEveryWayOfWaiting("shield: a cancellation from outside spares the inner one", async (way) => {
  await way.run(function* () {
    const inner = createTask(sleep(5, "kept"));
    const outer = createTask(
      (function* () {
        return yield* shield(inner);
      })(),
    );
    yield* sleep(1);
    outer.cancel();
    try {
      yield* outer;
      assert.fail();
    } catch (error) {
      assert.ok(error instanceof CancelledError);
    }
    assert.equal(inner.done(), false);
    assert.equal(yield* inner, "kept");
  });
});

onEveryWayOfWaiting("shield: a cancellation of the inner one cancels the outer", async (way) => {
  await way.run(function* () {
    const inner = createTask(sleep(5));
    const outer = shield(inner);
    inner.cancel();
    yield* sleep(1);
    assert.equal(outer.cancelled(), true);
  });
});

onEveryWayOfWaiting("shield: of what is done gives it back", async (way) => {
  await way.run(function* () {
    const inner = createTask(sleep(0, 1));
    yield* inner;
    assert.equal(shield(inner), inner);
  });
});

onEveryWayOfWaiting("shield: gives the result, or throws the error, of the inner one", async (way) => {
  await way.run(function* () {
    assert.equal(yield* shield(sleep(1, "result")), "result");
    const failing = shield(
      (function* (): Coroutine<never> {
        yield* sleep(1);
        throw new Error("inner");
      })(),
    );
    yield* wait([failing]);
    assert.equal(failing.exception()?.message, "inner");
  });
});

onEveryWayOfWaiting("shield: the outer one can be cancelled by itself, with a message", async (way) => {
  await way.run(function* () {
    const inner = createTask(sleep(5, "kept"));
    const outer = shield(inner);
    assert.equal(outer.cancel("outer"), true);
    assert.throws(() => outer.result(), { name: "CancelledError", message: "outer" });
    assert.equal(yield* inner, "kept");
  });
});

onEveryWayOfWaiting(
  "shield: an error of what nobody waits for any more is reported, at once and once",
  async (way) => {
    await way.run(function* () {
      const inner = createTask(
        (function* (): Coroutine<never> {
          yield* sleep(2);
          throw new RangeError("alone");
        })(),
      );
      for (let i = 0; i < 2; i++) shield(inner).cancel();
      yield* sleep(3);
      assert.deepEqual(
        way.takeReports().map(({ message, exception, future }) => [message, exception, future]),
        [["RangeError exception in shielded future", inner.exception(), inner]],
      );
    });
  },
);

onEveryWayOfWaiting("shield: in a gather, it alone is spared", async (way) => {
  await way.run(function* () {
    const spared = createTask(sleep(5, "spared"));
    const child = createTask(sleep(5));
    const all = gather([shield(spared), child]);
    yield* sleep(1);
    all.cancel();
    yield* wait([all]);
    assert.equal(all.exception()?.name, "CancelledError");
    assert.equal(child.cancelled(), true);
    assert.equal(yield* spared, "spared");
  });
});

onEveryWayOfWaiting("shield: inside a timeout, the work goes on past the deadline", async (way) => {
  await way.run(function* () {
    const work = createTask(sleep(10, "done"));
    const limited = createTask(timeout(5, () => shieldOf(work)));
    yield* wait([limited]);
    assert.ok(limited.exception() instanceof TimeoutError);
    assert.equal(yield* work, "done");
    assert.equal(way.loop.time(), 10);
  });
});

onEveryWayOfWaiting("shield: of two shields around one task each can be given up alone", async (way) => {
  await way.run(function* () {
    const inner = createTask(sleep(5, "shared"));
    const [first, second] = [shield(inner), shield(inner)];
    first.cancel();
    assert.equal(yield* second, "shared");
    assert.equal(first.cancelled(), true);
  });
});

function* shieldOf<T>(task: Task<T>): Coroutine<T> {
  return yield* shield(task);
}
