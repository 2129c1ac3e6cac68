/* Written as the transform writes async generators: an await is a yield, a yield is a yield of emit(). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createTask, newEventLoop, type RuntimeError, sleep } from "tsyncio";
import { asyncIterator, delegate, emit, start, startAsyncGenerator } from "tsyncio/managed";
import { onEveryWayOfWaiting } from "../support/ways.js";

type Body<T> = Generator<unknown, T, never>;

function managed<A extends unknown[], T>(body: (...args: A) => Body<T>): (...args: A) => Promise<T> {
  return (...args) => start<T>(body(...args) as Generator<unknown, T, unknown>);
}

function generating<A extends unknown[], T>(
  body: (...args: A) => Body<unknown>,
): (...args: A) => AsyncGenerator<T, unknown, unknown> {
  return (...args) => startAsyncGenerator<T, unknown>(body(...args) as Generator<unknown, unknown, unknown>);
}

const count = generating(function* (to: number, log: string[] = []): Body<string> {
  try {
    for (let i = 0; i < to; i++) {
      yield sleep(1);
      yield emit(yield i as never);
    }
    return "end";
  } finally {
    yield sleep(1);
    log.push("closed");
  }
});

/** `const values = []; for await (const value of iterable) values.push(value); return values` */
const collect = managed(function* <T>(iterable: AsyncIterable<T> | Iterable<T | PromiseLike<T>>): Body<T[]> {
  const values: T[] = [];
  const iterator = asyncIterator<T>(iterable);
  for (;;) {
    const step = (yield iterator.next()) as IteratorResult<T>;
    if (step.done === true) return values;
    values.push(step.value);
  }
});

onEveryWayOfWaiting("an async generator: waits between what it yields", async (way) => {
  assert.deepEqual(await way.run(() => collect(count(3))), [0, 1, 2]);
  assert.equal(way.loop.time(), 4);
});

onEveryWayOfWaiting(
  "an async generator: next sends values in, the last result has what it returns",
  async (way) => {
    const echo = generating(function* (): Body<string> {
      const first = yield emit("ready") as never;
      const second = yield emit(`got ${first}`) as never;
      return `end ${second}`;
    });
    const main = managed(function* (): Body<unknown[]> {
      const generator = echo();
      return [
        yield generator.next() as never,
        yield generator.next("a") as never,
        yield generator.next("b") as never,
        yield generator.next() as never,
      ];
    });
    assert.deepEqual(
      (await way.run(() => main())).map((result) => ({ ...(result as object) })),
      [
        { done: false, value: "ready" },
        { done: false, value: "got a" },
        { done: true, value: "end b" },
        { done: true, value: undefined },
      ],
    );
  },
);

onEveryWayOfWaiting("an async generator: requests made together are served in order", async (way) => {
  const main = managed(function* (): Body<unknown[]> {
    const generator = count(2) as AsyncGenerator<number>;
    const requests = [generator.next(), generator.next(), generator.next(), generator.next()];
    const values: unknown[] = [];
    for (const request of requests) values.push(((yield request as never) as IteratorResult<number>).value);
    return values;
  });
  assert.deepEqual(await way.run(() => main()), [0, 1, "end", undefined]);
});

onEveryWayOfWaiting(
  "an async generator: return ends it where it yielded, and its finally blocks wait",
  async (way) => {
    const log: string[] = [];
    const main = managed(function* (): Body<unknown> {
      const generator = count(5, log);
      yield generator.next() as never;
      const result = yield generator.return("early") as never;
      assert.deepEqual(log, ["closed"]);
      assert.equal(((yield generator.next() as never) as IteratorResult<number>).done, true);
      return result;
    });
    assert.deepEqual(await way.run(() => main()), { done: true, value: "early" });
    assert.equal(way.loop.time(), 2);
  },
);

onEveryWayOfWaiting(
  "an async generator: throw throws where it yielded; its own errors reach who asked",
  async (way) => {
    const catching = generating(function* (): Body<void> {
      try {
        yield emit("first");
      } catch (error) {
        yield emit(`caught ${(error as Error).message}`);
      }
      throw new Error("its own");
    });
    const main = managed(function* (): Body<unknown[]> {
      const generator = catching() as AsyncGenerator<string>;
      const values: unknown[] = [
        ((yield generator.next() as never) as IteratorResult<string>).value,
        ((yield generator.throw(new Error("oops")) as never) as IteratorResult<string>).value,
      ];
      try {
        yield generator.next() as never;
      } catch (error) {
        values.push((error as Error).message);
      }
      return values;
    });
    assert.deepEqual(await way.run(() => main()), ["first", "caught oops", "its own"]);
  },
);

onEveryWayOfWaiting(
  "an async generator: delegates to others, and to what is no async iterable",
  async (way) => {
    const all = generating(function* (log: string[]): Body<void> {
      yield emit("start");
      yield emit(yield delegate(count(2, log)) as never);
      yield delegate([10, Promise.resolve(11)].slice(0, way.name === "guest" ? 2 : 1) as Iterable<number>);
      yield delegate(count(9, log));
    });
    const log: string[] = [];
    const main = managed(function* (): Body<unknown[]> {
      const generator = all(log);
      const values: unknown[] = [];
      for (let i = 0; i < (way.name === "guest" ? 7 : 6); i++)
        values.push(((yield generator.next() as never) as IteratorResult<unknown>).value);
      yield generator.return(undefined) as never;
      return values;
    });
    const values = await way.run(() => main());
    assert.deepEqual(values, ["start", 0, 1, "end", 10, ...(way.name === "guest" ? [11] : []), 0]);
    assert.deepEqual(log, ["closed", "closed"]);
  },
);

onEveryWayOfWaiting("an async generator: a cancel is thrown in where its body waits", async (way) => {
  const log: string[] = [];
  const main = managed(function* (): Body<void> {
    const task = createTask(collect(count(100, log)));
    yield sleep(3);
    task.cancel();
    try {
      yield task;
      assert.fail("was not cancelled");
    } catch (error) {
      assert.equal((error as Error).name, "CancelledError");
    }
  });
  await way.run(() => main());
  assert.deepEqual(log, ["closed"]);
});

test("an async generator can be iterated by host code beside its loop", async () => {
  using loop = newEventLoop();
  const values: unknown[] = [];
  await loop.run(async () => {
    for await (const value of count(3)) values.push(value);
  });
  assert.deepEqual(values, [0, 1, 2]);
});

onEveryWayOfWaiting("for await: goes through a plain iterable, whose promises are awaited", async (way) => {
  const call = managed(function* (): Body<string> {
    yield sleep(1);
    return "from a call";
  });
  assert.deepEqual(await way.run(() => collect([1, "two"])), [1, "two"]);
  const main = managed(function* (): Body<unknown[]> {
    return yield collect<unknown>([0, call()]) as never;
  });
  assert.deepEqual(await way.run(() => main()), [0, "from a call"]);
});

onEveryWayOfWaiting("an async generator that yields while its loop closes it is reported", async (way) => {
  const goesOn = generating(function* (): Body<void> {
    try {
      yield emit(yield 1 as never);
    } finally {
      yield emit(yield 2 as never);
      assert.fail("it went on");
    }
  });
  await way.run(() => goesOn().next());
  await way.run(() => way.loop.shutdownAsyncgens());
  assert.deepEqual(
    way.takeReports().map(({ exception }) => (exception as RuntimeError).code),
    ["ERR_IGNORED_EXIT"],
  );
});
