import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type Coroutine,
  ensureFuture,
  getRunningLoop,
  HostPromiseError,
  type Main,
  newEventLoop,
  Runner,
  run,
  runSync,
  sleep,
} from "tsyncio";

function* coroutine(): Coroutine<string> {
  return yield* sleep(1, "result");
}

const WAY_OUT =
  " in a loop that blocks its thread: the host settles promises only when the thread is free, so this wait could never " +
  "end. Run the loop as a guest instead (await run(main), await loop.run(main)), write the function as a generator " +
  "coroutine, or let another thread do the work.";

/** Every way of running a main, on a loop of its own. */
const guests: Record<string, <T>(main: Main<T>) => Promise<T>> = {
  run,
  "loop.run": async (main) => {
    using loop = newEventLoop();
    return await loop.run(main);
  },
  "Runner.run": async (main) => {
    await using runner = new Runner();
    return await runner.run(main);
  },
};
const blocking: Record<string, <T>(main: Main<T>) => T> = {
  runSync,
  "loop.runUntilComplete": (main) => {
    using loop = newEventLoop();
    return loop.runUntilComplete(main);
  },
  "Runner.runSync": (main) => {
    using runner = new Runner();
    return runner.runSync(main);
  },
};

for (const [name, start] of [...Object.entries(guests), ...Object.entries(blocking)]) {
  describe(`${name}: what main can be`, () => {
    test("a coroutine, a coroutine function, an awaitable, a function that returns one", async () => {
      assert.equal(await start(coroutine()), "result");
      assert.equal(await start(coroutine), "result");
      assert.equal(await start(sleep(1, "result")), "result");
      assert.equal(await start(() => sleep(1, "result")), "result");
      assert.equal(await start(() => coroutine()), "result");
    });

    test("a function that returns a future or a task of the loop that runs it", async () => {
      assert.equal(await start(() => getRunningLoop().createTask(coroutine())), "result");
      const value = await start(() => {
        const future = getRunningLoop().createFuture<string>();
        getRunningLoop().callSoon(() => future.setResult("from a future"));
        return future;
      });
      assert.equal(value, "from a future");
    });

    test("a function is called inside the loop, once", async () => {
      let calls = 0;
      const main = () => {
        calls++;
        assert.ok(getRunningLoop().isRunning());
        return sleep(0);
      };
      await start(main);
      assert.equal(calls, 1);
    });

    test("a function that throws: the run throws that error", async () => {
      const oops = new Error("oops");
      await assert.rejects(
        async () =>
          start(() => {
            throw oops;
          }),
        (error) => error === oops,
      );
    });

    test("a function that returns nothing to wait for is a TypeError that says so", async () => {
      const main = function main() {
        return 5;
      };
      await assert.rejects(async () => start(main as unknown as () => Coroutine<number>), {
        name: "TypeError",
        message: "Cannot run 'main': it should return a coroutine or a promise, and returned number 5",
      });
    });

    test("anything else is a TypeError", async () => {
      for (const value of [5, null, undefined, {}, "main"]) {
        await assert.rejects(async () => start(value as unknown as Coroutine<void>), {
          name: "TypeError",
          message: /a coroutine was expected, got|an awaitable was expected, got/,
        });
      }
    });
  });
}

for (const [name, start] of Object.entries(guests)) {
  describe(`${name}: host promises`, () => {
    test("a promise, a thenable, an async function, a function that returns a promise", async () => {
      assert.equal(await start(Promise.resolve("result")), "result");
      assert.equal(await start(async () => "result"), "result");
      assert.equal(await start(() => Promise.resolve("result")), "result");
      const thenable: PromiseLike<string> = {
        // biome-ignore lint/suspicious/noThenProperty: this is what makes it thenable
        then: (onFulfilled) => Promise.resolve("result").then(onFulfilled),
      };
      assert.equal(await start(thenable), "result");
      assert.equal(await start(() => thenable), "result");
    });

    test("a promise that rejects: the run rejects with that error", async () => {
      const oops = new Error("oops");
      await assert.rejects(start(Promise.reject(oops)), (error) => error === oops);
      await assert.rejects(
        start(async () => {
          throw oops;
        }),
        (error) => error === oops,
      );
    });

    test("a promise that rejects with no Error: the run rejects with one whose cause it is", async () => {
      await assert.rejects(start(Promise.reject("a string")), {
        name: "Error",
        message: 'A host promise was rejected with a value that is no Error: "a string"',
        cause: "a string",
      });
    });
  });
}

for (const [name, start] of Object.entries(blocking)) {
  describe(`${name}: host promises`, () => {
    test("an async function is a HostPromiseError that names it and the way out; it is not called", async () => {
      async function main(): Promise<void> {
        assert.fail("was called");
      }
      assert.throws(() => start(main), {
        name: "HostPromiseError",
        code: "ERR_HOST_PROMISE",
        message: `Cannot run the async function 'main'${WAY_OUT}`,
      });
    });

    test("a promise or a thenable is a HostPromiseError", () => {
      const expected = {
        name: "HostPromiseError",
        code: "ERR_HOST_PROMISE",
        message: `Cannot wait for a host promise${WAY_OUT}`,
      };
      assert.throws(() => start(Promise.resolve(1)), expected);
      // biome-ignore lint/suspicious/noThenProperty: this is what makes it thenable
      const thenable: PromiseLike<number> = { then: () => Promise.reject() };
      assert.throws(() => start(thenable), expected);
      assert.throws(() => start(() => Promise.resolve(1)), expected);
    });

    test("a promise waited for inside a coroutine is a HostPromiseError thrown there", () => {
      const seen = start(function* () {
        try {
          yield* ensureFuture(Promise.resolve());
        } catch (error) {
          assert.ok(error instanceof HostPromiseError);
          return error.code;
        }
        return "nothing was thrown";
      });
      assert.equal(seen, "ERR_HOST_PROMISE");
    });
  });
}

describe("a loop that refused a host promise", () => {
  test("runUntilComplete: is not running, and runs the next main", () => {
    using loop = newEventLoop();
    assert.throws(() => loop.runUntilComplete(async () => {}), HostPromiseError);
    assert.equal(loop.isRunning(), false);
    assert.equal(loop.runUntilComplete(coroutine()), "result");
  });
});
