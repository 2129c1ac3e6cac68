/* Callbacks of a call that block on another call of the same workers. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  type ConcurrentFuture,
  type Coroutine,
  futuresAsCompleted,
  newEventLoop,
  type PoolExecutor,
  run,
  runSync,
  sleep,
  waitForFutures,
} from "tsyncio";
import type * as module from "../fixtures/module.js";
import { pools } from "./pools.js";

type Module = typeof module;

const url = new URL("../fixtures/module.js", import.meta.url);
const deadlock = { name: "DeadlockError", code: "ERR_DEADLOCK" };

/** How fast the calls that a worker has done were decides whether it is given others ahead of time. */
const warm = (pool: PoolExecutor) => {
  for (let i = 0; i < 20; i++) pool.module<Module>(url).doubleAtOnce.sync(i);
};

for (const { name, make } of pools) {
  for (const isWarm of [false, true]) {
    const makeOne = () => {
      const pool = make({ maxWorkers: 1 });
      if (isWarm) warm(pool);
      return pool;
    };

    describe(`${name}, whose only worker is ${isWarm ? "warm" : "new"}: a callback that blocks`, () => {
      test("on another call, while this thread is blocked on the first: it is served", () => {
        using pool = makeOne();
        const api = pool.module<Module>(url);
        assert.equal(
          api.ask.sync(() => api.doubleAtOnce.sync(2)),
          4,
        );
        assert.equal(
          api.ask.sync(() => api.double.sync(3)),
          6,
        );
        assert.equal(
          api.ask.sync(() => api.doubleNatively.sync(4)),
          8,
        );
      });

      test("on another call, while the first is awaited: it is served", async () => {
        await using pool = makeOne();
        const api = pool.module<Module>(url);
        assert.equal(await api.ask(() => api.double.sync(3)), 6);
        assert.equal(
          await run(function* () {
            return yield* api.ask(() => api.double.sync(4));
          }),
          8,
        );
      });

      test("several deep", () => {
        using pool = makeOne();
        const api = pool.module<Module>(url);
        const nest = (depth: number): number =>
          depth === 0 ? api.double.sync(1) : (api.ask.sync(() => nest(depth - 1)) as number);
        assert.equal(nest(5), 2);
      });

      test("on many other calls", () => {
        using pool = makeOne();
        const api = pool.module<Module>(url);
        const all = () => {
          const futures = [1, 2, 3].map((n) => api.double(n));
          waitForFutures(futures);
          return futures.map((future) => future.result());
        };
        assert.deepEqual(api.ask.sync(all), [2, 4, 6]);
        assert.deepEqual(
          api.ask.sync(() => [...futuresAsCompleted([api.double(1), api.double(2)])].length),
          2,
        );
        assert.deepEqual(
          api.ask.sync(() => [...api.numbers.sync(3)]),
          [0, 1, 2],
        );
      });

      test("on a call whose result has come together with the callback", () => {
        using pool = makeOne();
        const api = pool.module<Module>(url);
        api.doubleAtOnce.sync(1);
        let answer: unknown;
        const first = api.tell(() => {
          answer = second.result();
        });
        const second = api.doubleAtOnce(2);
        // Meanwhile nothing is taken in.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
        first.result();
        assert.equal(answer, 4);
      });

      test("on a call, while its worker is blocked on it: what that calls is served, if it need not wait itself", () => {
        using pool = makeOne();
        const api = pool.module<Module>(url);
        assert.equal(
          api.askAndBlock.sync(() => api.doubleAtOnce.sync(2)),
          4,
        );
        for (const fn of [api.double, api.doubleNatively]) {
          const refused = api.askAndBlock.sync(() => {
            assert.throws(() => fn.sync(3), deadlock);
            return "refused";
          });
          assert.equal(refused, "refused");
          assert.equal(fn.sync(4), 8, "the worker goes on");
        }
      });
    });
  }

  describe(`${name}: a callback that blocks`, () => {
    test("while all of several workers wait for callbacks: it is served", () => {
      using pool = make({ maxWorkers: 2 });
      const api = pool.module<Module>(url);
      const inner = () => api.double.sync(3);
      assert.equal(
        api.ask.sync(() => api.ask.sync(inner)),
        6,
      );
    });

    test("for a call made before, behind the one that waits for a promise of this thread: it is served", async () => {
      await using pool = make({ maxWorkers: 1 });
      const api = pool.module<Module>(url);
      let answer: (value: string) => void = () => {};
      const asked = new Promise<void>((resolve) => {
        const waiting = api.ask(() => {
          resolve();
          return new Promise<string>((settle) => {
            answer = settle;
          });
        });
        waiting.then(undefined, () => {});
      });
      await asked;
      assert.equal(api.double.sync(2), 4);
      answer("");
    });

    test("for a call that waits for a promise of this thread, whenever that was made: the promise is refused", async () => {
      await using pool = make({ maxWorkers: 2 });
      const api = pool.module<Module>(url);
      for (const isLate of [false, true]) {
        let isAsked = false;
        const call = api.ask(() => {
          isAsked = true;
          return new Promise((resolve) => setTimeout(resolve, 1_000));
        });
        while (isLate && !isAsked) await new Promise((resolve) => setImmediate(resolve));
        assert.throws(() => call.result(), deadlock);
      }
    });

    test("for another call than the one that waits for a promise of this thread: the promise is waited for", async () => {
      await using pool = make({ maxWorkers: 1, concurrency: 2 });
      const api = pool.module<Module>(url);
      const calls = [1, 2, 3, 4].map((n) =>
        api.ask(() => new Promise((resolve) => setTimeout(resolve, 1, n))),
      );
      for (let i = 0; i < 20; i++) assert.equal(api.double.sync(i), 2 * i);
      assert.deepEqual(await Promise.all(calls), [1, 2, 3, 4]);
    });

    test("for room, or for the end, while all calls wait for promises of this thread: a promise is refused", async () => {
      for (const block of [
        (pool: PoolExecutor) => pool.whenRoom().result(),
        (pool: PoolExecutor) => pool.shutdown().result(),
      ]) {
        for (const maxWorkers of [1, 2]) {
          await using pool = make({ maxWorkers, maxQueue: 1 });
          const askers = Array.from({ length: maxWorkers }, () => askForPromise(pool));
          const next = pool.module<Module>(url).double(1);
          for (const { asked } of askers) await asked;
          block(pool);
          for (const { answer } of askers) answer("");
          const ends = await Promise.allSettled(askers.map(({ call }) => call));
          const refused = ends.filter((end) => end.status === "rejected");
          assert.ok(refused.length > 0);
          for (const { reason } of refused) assert.equal(reason.code, "ERR_DEADLOCK");
          assert.equal(await next, 2);
        }
      }
    });

    test("for a call that waits for what a former call was passed: the promise is refused", async () => {
      await using pool = make({ maxWorkers: 1 });
      const api = pool.module<Module>(url);
      const asked = new Promise<void>((resolve) => {
        api.keep(() => {
          resolve();
          return new Promise(() => {});
        });
      });
      const call = api.askKept();
      await asked;
      assert.throws(() => call.result(), deadlock);
    });

    test("until the call has ended whose worker is blocked on it: it is refused", () => {
      using pool = make({ maxWorkers: 1 });
      const api = pool.module<Module>(url);
      const call: ConcurrentFuture<unknown> = api.askAndBlock(() => {
        assert.throws(() => call.result(), deadlock);
        return "refused";
      });
      assert.throws(() => call.result(), deadlock);
      assert.equal(api.doubleAtOnce.sync(2), 4, "the worker goes on");
    });

    test("a coroutine of a loop that is blocked on the call: it is refused", () => {
      using loop = newEventLoop();
      using pool = make({ maxWorkers: 1 });
      const api = pool.module<Module>(url);
      function* atOnce(): Coroutine<string> {
        return "at once";
      }
      function* main(): Coroutine<void> {
        assert.throws(() => api.ask.sync(() => sleep(1)), deadlock);
        assert.equal(api.ask.sync(atOnce), "at once");
      }
      loop.runUntilComplete(main());
    });

    test("until the executor whose worker is blocked on it has shut down: it is refused", () => {
      using pool = make({ maxWorkers: 1 });
      const api = pool.module<Module>(url);
      const refused = api.askAndBlock.sync(() => {
        assert.throws(() => pool.shutdown().result(), deadlock);
        return "refused";
      });
      assert.equal(refused, "refused");
    });
  });
}

for (const { name, make } of pools) {
  describe(`${name}: a loop that blocks this thread`, () => {
    test("awaits what is behind a call that waits for a promise of this thread: it is served", async () => {
      for (const isWarm of [false, true]) {
        await using pool = make({ maxWorkers: 1 });
        if (isWarm) warm(pool);
        const { asked, call, answer } = askForPromise(pool);
        await asked;
        const api = pool.module<Module>(url);
        const doubled = runSync(function* () {
          return yield* api.double(2);
        });
        assert.equal(doubled, 4);
        answer("answer");
        assert.equal(await call, "answer");
      }
    });

    test("awaits nothing of a call that is given a promise meanwhile: the promise is waited for", async () => {
      await using pool = make({ maxWorkers: 2 });
      let isAsked = false;
      const call = pool.module<Module>(url).ask(async () => {
        isAsked = true;
        return "answer";
      });
      runSync(function* () {
        while (!isAsked) yield* sleep(1);
      });
      assert.equal(await call, "answer");
    });

    test("awaits a call that waits for a promise of this thread, whenever that was made: the promise is refused", async () => {
      await using pool = make({ maxWorkers: 1 });
      const refused = {
        name: "HostPromiseError",
        code: "ERR_HOST_PROMISE",
        message:
          /^Cannot wait for the promise of a function that was called back in a loop that blocks its thread: /,
      };
      for (const isLate of [false, true]) {
        const { asked, call } = askForPromise(pool);
        if (isLate) await asked;
        const main = function* () {
          return yield* call;
        };
        assert.throws(() => runSync(main), refused);
      }
    });

    test("awaits room while all calls wait for promises of this thread: a promise is refused", async () => {
      await using pool = make({ maxWorkers: 1, maxQueue: 1 });
      const { asked, call } = askForPromise(pool);
      const next = pool.module<Module>(url).double(1);
      await asked;
      runSync(function* () {
        yield* pool.whenRoom();
      });
      await assert.rejects(async () => call, { code: "ERR_HOST_PROMISE" });
      assert.equal(await next, 2);
    });
  });
}

/** A call that waits for a promise of this thread: `asked` when it does, until it is given the `answer`. */
function askForPromise(pool: PoolExecutor) {
  let answer: (value: string) => void = () => {};
  let begin: () => void = () => {};
  const asked = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const call = pool.module<Module>(url).ask(() => {
    begin();
    return new Promise<string>((resolve) => {
      answer = resolve;
    });
  }) as ConcurrentFuture<unknown>;
  return { asked, call, answer: (value: string) => answer(value) };
}

describe("calls that call back, and callbacks that block on calls, several deep", () => {
  const fields = { how: fc.constantFrom<"blocks" | "awaits">("blocks", "awaits"), rests: fc.boolean() };
  const { call } = fc.letrec<{ call: module.NestedCall }>((tie) => ({
    call: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.record({ ...fields, asks: fc.constant([]) }),
      fc.record({
        ...fields,
        asks: fc.array(fc.array(tie("call"), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }),
      }),
    ),
  }));

  test("each is served, or refused as a deadlock", () => {
    const deep = { maxWorkers: 1, concurrency: 1 };
    for (const options of [deep, { ...deep, maxWorkers: 2 }, { ...deep, concurrency: 2 }]) {
      using pool = pools[0]?.make(options) as PoolExecutor;
      const api = pool.module<Module>(url);
      const answer = (calls: readonly module.NestedCall[]): number => {
        let count = 0;
        for (const one of calls) {
          try {
            count += api.nest.sync(one, answer) as number;
          } catch (error) {
            assert.equal((error as Error).name, "DeadlockError");
          }
        }
        return count;
      };
      fc.assert(
        fc.property(fc.array(call, { minLength: 1, maxLength: 2 }), (calls) => {
          assert.ok(answer(calls) <= total(calls));
          assert.equal(api.doubleAtOnce.sync(1), 2, "the worker goes on");
        }),
        { numRuns: 100 },
      );
    }
  });

  /** How many calls there are. */
  function total(calls: readonly module.NestedCall[]): number {
    return calls.reduce((sum, { asks }) => asks.reduce((all, more) => all + total(more), sum + 1), 0);
  }
});
