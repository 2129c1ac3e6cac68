import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type ConcurrentFuture,
  getRunningLoop,
  newEventLoop,
  type PoolExecutor,
  type PoolOptions,
  ProcessPoolExecutor,
  runSync,
  ThreadPoolExecutor,
} from "tsyncio";
import type * as module from "../fixtures/tasks.js";
import { exit, fail, waitForEver } from "../fixtures/tasks.js";
import { tasks } from "../targets.js";

type Fails = () => ConcurrentFuture<unknown>;

/** The stack of the error of a call. */
async function stackOf(call: Fails): Promise<string> {
  try {
    await call();
  } catch (error) {
    return (error as Error).stack ?? "";
  }
  assert.fail("it did not fail");
}

/** The error of a call, taken by blocking on it. */
function thrownBy(call: ConcurrentFuture<unknown>): Error {
  try {
    call.result();
  } catch (error) {
    return error as Error;
  }
  assert.fail("it did not fail");
}

const joined = /at fail .*\n[\s\S]*in <\w+ Worker-1>\n[\s\S]*at myOwnCode .*caller\.test/;

const kinds: readonly { name: string; make(options?: PoolOptions): PoolExecutor }[] = [
  { name: "ThreadPoolExecutor", make: (options) => new ThreadPoolExecutor({ maxWorkers: 1, ...options }) },
  { name: "ProcessPoolExecutor", make: (options) => new ProcessPoolExecutor({ maxWorkers: 1, ...options }) },
];

for (const { name, make } of kinds) {
  describe(`the stack of an error of a ${name}'s call shows where the call was made`, () => {
    test("submit, submitWith, a module's function, runInExecutor", async () => {
      await using pool = make();
      const api = pool.module<typeof module>(tasks(fail).url);
      const ways: Record<string, Fails> = {
        submit: function myOwnCode() {
          return pool.submit(tasks(fail), "no");
        },
        submitWith: function myOwnCode() {
          return pool.submitWith({ timeout: 60_000 }, tasks(fail), "no");
        },
        module: function myOwnCode() {
          return api.fail("no");
        },
      };
      for (const [way, call] of Object.entries(ways)) assert.match(await stackOf(call), joined, way);
      using loop = newEventLoop();
      function* myOwnCode() {
        return yield* getRunningLoop().runInExecutor(pool, tasks(fail), "no");
      }
      await assert.rejects(loop.run(myOwnCode), (error: Error) => joined.test(error.stack ?? ""));
    });

    test("each of many calls at once, in a loop's debug mode", async () => {
      await using pool = make();
      const loop = newEventLoop({ debug: true });
      const stacks = await loop.run(function* () {
        const calls = Array.from({ length: 200 }, function myOwnCode() {
          return pool.submit(tasks(fail), "no");
        });
        const errors: string[] = [];
        for (const call of calls) {
          try {
            yield* call;
          } catch (error) {
            errors.push((error as Error).stack ?? "");
          }
        }
        return errors;
      });
      loop.close();
      assert.equal(stacks.length, 200);
      for (const stack of stacks) assert.match(stack, joined);
    });

    test("one that has nothing of it shows where its result was taken, once", () => {
      using pool = make();
      const calls = Array.from({ length: 200 }, () => pool.submit(tasks(fail), "no"));
      for (const call of calls) {
        const stacks = [1, 2].map(() => thrownBy(call).stack);
        assert.equal(stacks[0], stacks[1]);
        assert.match(stacks[0] as string, /in <\w+ Worker-1>\n[\s\S]*caller\.test/);
      }
    });

    test("the error that all calls of a worker that ended have in common stays as it is", () => {
      using pool = make({ concurrency: 100 });
      const calls = Array.from({ length: 99 }, () => pool.submit(tasks(waitForEver)));
      const errors = new Set([...calls, pool.submit(tasks(exit), 1)].map(thrownBy));
      for (const error of errors) assert.ok((error.stack ?? "").length < 5_000);
    });
  });
}

test("runSync: the stack shows where a coroutine made the call", () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  assert.throws(
    () =>
      runSync(function* myOwnCode() {
        yield* pool.submit(tasks(fail), "no");
      }),
    (error: Error) => joined.test(error.stack ?? ""),
  );
});
