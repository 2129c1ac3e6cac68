import assert from "node:assert/strict";
import { test } from "node:test";
import {
  BoundedSemaphore,
  Condition,
  type Coroutine,
  createTask,
  gather,
  type Hold,
  type LazyAwaitable,
  Lock,
  Semaphore,
  type Startable,
  sleep,
  wait,
} from "tsyncio";
import { onEveryWayOfWaiting } from "../support/ways.js";

interface Held {
  acquire(): LazyAwaitable<Hold>;
  hold<T>(body: () => Startable<T>): LazyAwaitable<T>;
  locked(): boolean;
}

for (const [name, make] of [
  ["Lock", () => new Lock()],
  ["Semaphore", () => new Semaphore(1)],
  ["BoundedSemaphore", () => new BoundedSemaphore(1)],
  ["Condition", () => new Condition()],
] as [string, () => Held][]) {
  onEveryWayOfWaiting(`${name}.hold: gives the body's result, and is free afterwards`, async (way) => {
    const resource = make();
    await way.run(function* () {
      const result = yield* resource.hold(function* () {
        assert.equal(resource.locked(), true);
        yield* sleep(1);
        return "result";
      });
      assert.equal(result, "result");
      assert.equal(resource.locked(), false);
    });
  });

  onEveryWayOfWaiting(`${name}.hold: is free after an error, whenever the body throws it`, async (way) => {
    const resource = make();
    const error = new Error("body");
    const bodies: (() => Startable<void>)[] = [
      () => {
        throw error;
      },
      function* () {
        throw error;
      },
      function* () {
        yield* sleep(1);
        throw error;
      },
    ];
    await way.run(function* () {
      for (const body of bodies) {
        const task = createTask(resource.hold(body));
        yield* wait([task]);
        assert.equal(task.exception(), error);
        assert.equal(resource.locked(), false);
      }
    });
  });

  onEveryWayOfWaiting(
    `${name}.hold: a cancelled body may still clean up; then it is free, and the next one's`,
    async (way) => {
      const resource = make();
      const log: string[] = [];
      function* body(): Coroutine<void> {
        try {
          yield* sleep(100);
        } finally {
          yield* sleep(5);
          log.push(`cleaned up at ${way.loop.time()}`);
        }
      }
      await way.run(function* () {
        const first = createTask(resource.hold(body));
        const next = createTask(
          resource.hold(function* () {
            log.push(`next at ${way.loop.time()}`);
          }),
        );
        yield* sleep(1);
        first.cancel();
        yield* wait([first, next]);
        assert.equal(first.cancelled(), true);
        assert.equal(resource.locked(), false);
      });
      assert.deepEqual(log, ["cleaned up at 6", "next at 6"]);
    },
  );

  onEveryWayOfWaiting(`${name}.hold: does nothing until it is awaited`, async (way) => {
    const resource = make();
    await way.run(function* () {
      const later = resource.hold(() => sleep(1, "ran"));
      yield* sleep(1);
      assert.equal(resource.locked(), false);
      assert.deepEqual(yield* gather([later]), ["ran"]);
    });
  });

  onEveryWayOfWaiting(
    `${name}.acquire: its result gives back once, and not what others hold`,
    async (way) => {
      const resource = make();
      await way.run(function* () {
        const first = yield* resource.acquire();
        first[Symbol.dispose]();
        assert.equal(resource.locked(), false);
        const second = yield* resource.acquire();
        first[Symbol.dispose]();
        assert.equal(resource.locked(), true);
        second[Symbol.dispose]();
        assert.equal(resource.locked(), false);
      });
    },
  );

  onEveryWayOfWaiting(`${name}.acquire: its result is disposed of however the block ends`, async (way) => {
    const resource = make();
    function* leave(how: "return" | "throw" | "wait"): Coroutine<string> {
      using _ = yield* resource.acquire();
      assert.equal(resource.locked(), true);
      if (how === "throw") throw new Error("thrown");
      if (how === "wait") yield* sleep(100);
      return "returned";
    }
    await way.run(function* () {
      assert.equal(yield* leave("return"), "returned");
      assert.equal(resource.locked(), false);
      const thrown = createTask(leave("throw"));
      yield* wait([thrown]);
      assert.equal(thrown.exception()?.message, "thrown");
      assert.equal(resource.locked(), false);
      const cancelled = createTask(leave("wait"));
      yield* sleep(1);
      cancelled.cancel();
      yield* wait([cancelled]);
      assert.equal(cancelled.cancelled(), true);
      assert.equal(resource.locked(), false);
    });
  });
}

for (const held of [new Lock(), new Semaphore(), new BoundedSemaphore(), new Condition()]) {
  const name = held instanceof Semaphore ? "Semaphore" : held.constructor.name;
  test(`${held.constructor.name}.hold: without a function is refused at the call`, () => {
    assert.throws(() => held.hold(sleep(1) as never), {
      name: "TypeError",
      message: `Cannot run ${name}.hold: its body is object, and must be a coroutine function`,
    });
    assert.equal(held.locked(), false);
  });
}
