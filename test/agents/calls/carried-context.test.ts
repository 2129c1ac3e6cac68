import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { describe, test } from "node:test";
import {
  ContextVar,
  carried,
  copyContext,
  exported,
  newEventLoop,
  type PoolExecutor,
  ProcessPoolExecutor,
  runCoroutineThreadsafe,
  SharedLock,
  type Target,
  type TargetFunction,
  ThreadPoolExecutor,
} from "tsyncio";
import type * as context from "../fixtures/context.js";
import {
  askParentForContext,
  callBack,
  readContext,
  readInCoroutine,
  readNatively,
  readTold,
  request,
  runsOwnLoop,
  secret,
  serve,
  setAndRead,
  tell,
  tryLock,
  user,
} from "../fixtures/context.js";
import { block } from "../fixtures/tasks.js";
import { kinds } from "../kinds.js";
import { tasks } from "../targets.js";

const url = new URL("../fixtures/context.js", import.meta.url);

function target<F extends TargetFunction>(fn: F): Target<F> {
  return exported(url.href, fn);
}

/** Calls `fn` in a context of its own, with values that cross and one that does not. */
function withValues<R>(fn: () => R): R {
  return copyContext().run(() => {
    user.set("ada");
    secret.set("hidden");
    return request.run({ id: 7 }, fn);
  });
}

const seen = ["ada", { id: 7 }, "unset"];
const unset = ["nobody", undefined, "unset"];

for (const { name, make } of kinds) {
  describe(`carried values and a ${name}`, () => {
    test("its target sees those of the time of start, across waits and in its tasks", async () => {
      assert.deepEqual(await withValues(() => make(target(readContext), []).start()), seen);
      assert.deepEqual(await withValues(() => make(target(readInCoroutine), []).start()), [seen, seen, seen]);
      assert.deepEqual(await withValues(() => make(target(runsOwnLoop), []).start()), [seen, seen, seen]);
    });

    test("calls into its loop see those of their callers, each its own", async () => {
      await using agent = make(target(serve), []).start();
      const read = () => runCoroutineThreadsafe(target(readContext), [], agent.loop);
      assert.deepEqual(await withValues(read), seen);
      assert.deepEqual(await read(), unset);
      withValues(() => agent.loop.callSoonThreadsafe(target(tell)));
      agent.loop.callSoonThreadsafe(target(tell));
      assert.deepEqual(await runCoroutineThreadsafe(target(readTold), [], agent.loop), [seen, unset]);
    });

    test("a call back into the parent's loop brings them along", async () => {
      using loop = newEventLoop();
      const agent = withValues(() => make(target(askParentForContext), []).start());
      assert.deepEqual(await loop.run(agent), seen);
    });
  });
}

const executors: readonly { name: string; make(): PoolExecutor }[] = [
  { name: "ThreadPoolExecutor", make: () => new ThreadPoolExecutor({ maxWorkers: 1 }) },
  { name: "ProcessPoolExecutor", make: () => new ProcessPoolExecutor({ maxWorkers: 1 }) },
];

for (const { name, make } of executors) {
  describe(`carried values and a ${name}`, () => {
    test("each call sees those of its submit: functions, coroutines, native async functions", async () => {
      await using pool = make();
      assert.deepEqual(await withValues(() => pool.submit(target(readContext))), seen);
      assert.deepEqual(await withValues(() => pool.submit(target(readInCoroutine))), [seen, seen, seen]);
      const [, before, after] = await withValues(() => pool.submit(target(readNatively)));
      assert.deepEqual([before, after], [{ id: 7 }, { id: 7 }]);
      assert.deepEqual(await pool.submit(target(readContext)), unset);
    });

    test("a call that waits for its turn has them as they were at its submit", async () => {
      await using pool = make();
      const calls = withValues(() => {
        const value = { name: "ada" };
        user.set(value);
        const busy = pool.submit(tasks(block), 5);
        const calls = [1, 2, 3].map(() => pool.submit(target(readContext)));
        value.name = "changed";
        return [busy, ...calls];
      });
      const [, ...results] = await Promise.all(calls);
      assert.deepEqual(results, Array(3).fill([{ name: "ada" }, { id: 7 }, "unset"]));
    });

    test("what a call sets is not seen by the next one, if values came with both", async () => {
      await using pool = make();
      const results = withValues(() => ["x", "y"].map((value) => pool.submit(target(setAndRead), value)));
      assert.deepEqual(await Promise.all(results), [seen, seen]);
    });

    test("a call with which none came sees none of the calls before it", async () => {
      await using pool = make();
      for (let i = 0; i < 100; i++) {
        assert.deepEqual(await withValues(() => pool.submit(target(readContext))), seen);
        assert.deepEqual(await pool.submit(target(readContext)), unset);
      }
      for (let i = 0; i < 20; i++) {
        const calls = [
          withValues(() => pool.submit(target(readNatively))),
          pool.submit(target(readContext)),
          withValues(() => pool.submit(target(readInCoroutine))),
          pool.submit(target(readContext)),
        ];
        const [, second, , last] = await Promise.all(calls);
        assert.deepEqual([second, last], [unset, unset]);
      }
    });

    test("values of any kind that can be copied cross: maps, bytes, cyclic ones", async () => {
      await using pool = make();
      const cyclic: { self?: unknown } = {};
      cyclic.self = cyclic;
      for (const value of [new Map([["k", 1]]), new Uint8Array([1, 2]), cyclic, null, 5n]) {
        const [crossed] = await copyContext().run(() => {
          user.set(value);
          return pool.submit(target(readContext));
        });
        assert.deepEqual(crossed, value);
      }
    });

    test("one that can't be copied is refused at the call, by its name", async () => {
      await using pool = make();
      copyContext().run(() => {
        user.set({ handler: () => {} });
        assert.throws(() => pool.submit(target(readContext)), {
          name: "TypeError",
          message:
            /^Cannot carry the values of the context along with a call: test\/user\.handler is a function\. They are copied/,
        });
      });
    });

    test("a module's view: functions, callbacks and streams", async () => {
      await using pool = make();
      const api = pool.module<typeof context>(url);
      assert.deepEqual(await withValues(() => api.readInCoroutine()), [seen, seen, seen]);
      assert.deepEqual(
        withValues(() => api.readContext.sync()),
        seen,
      );
      await request.run({ id: 7 }, async () => {
        const items = [];
        for await (const item of await api.streamOfContext()) items.push(item);
        assert.deepEqual(items, [{ id: 7 }]);
      });
      const inCallback = withValues(() => api.callBack({ fn: () => [user.get(), request.getStore()] }));
      assert.deepEqual(await inCallback, ["ada", { id: 7 }]);
      assert.equal(await pool.submit(target(callBack), { fn: null as never }), null);
    });
  });
}

test("a carried value can be what threads share", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  const lock = new SharedLock();
  const tryIt = () =>
    copyContext().run(() => {
      user.set(lock);
      return pool.submit(target(tryLock));
    });
  {
    using _hold = lock.acquireSync();
    assert.equal(await tryIt(), false);
  }
  assert.equal(await tryIt(), true);
});

test("a variable that is registered here alone is left out", async () => {
  const here = carried(import.meta.url, new ContextVar<string>("test/only-here"));
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  const result = copyContext().run(() => {
    here.set("value");
    return pool.submit(target(readContext));
  });
  assert.deepEqual(await result, unset);
});

describe("carried", () => {
  test("refuses what is no variable, and a storage without a name", () => {
    assert.throws(() => carried(import.meta.url, {} as never, "test/x"), {
      name: "TypeError",
      message:
        "Cannot carry [object Object] to other threads: a ContextVar or an AsyncLocalStorage is expected",
    });
    assert.throws(() => carried(import.meta.url, undefined as never), { name: "TypeError" });
    assert.throws(() => carried(import.meta.url, new AsyncLocalStorage()), {
      name: "TypeError",
      message:
        'Cannot carry an AsyncLocalStorage that has no name to other threads: give it one, as in carried(import.meta.url, storage, "request-id")',
    });
  });

  test("refuses a name that another module has; a module that is loaded anew registers again", () => {
    const first = carried("file:///a.js", new ContextVar<string>("test/twice"));
    assert.throws(() => carried("file:///b.js", new ContextVar<string>("test/twice")), {
      code: "ERR_CARRIED_NAME",
      message:
        "Cannot carry 'test/twice' of file:///b.js to other threads: file:///a.js has something of that name already. Give " +
        "one of them another name, such as one that begins with its package's.",
    });
    const second = new ContextVar<string>("test/twice");
    assert.equal(carried("file:///a.js?t=2", second), second);
    assert.notEqual(first, second);
  });
});
