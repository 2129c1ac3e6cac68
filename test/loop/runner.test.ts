import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  allTasks,
  CancelledError,
  ContextVar,
  type Coroutine,
  copyContext,
  currentTask,
  type EventLoop,
  getRunningLoop,
  type Main,
  newEventLoop,
  Runner,
  type RunnerOptions,
  type RunOptions,
  run,
  runSync,
  sleep,
  VirtualClock,
} from "tsyncio";
import { runProgram } from "../drivers/program.js";
import { collectReports } from "./collect-reports.js";

/** The module-level functions, and what a Runner does in each way of waiting. */
const ways = [
  {
    name: "blocking",
    start: async <T>(main: Main<T>, options?: RunnerOptions) => runSync(main, options),
    run: async <T>(runner: Runner, main: Main<T>, options?: RunOptions) => runner.runSync(main, options),
    close: async (runner: Runner) => runner.close(),
  },
  {
    name: "as a guest",
    start: <T>(main: Main<T>, options?: RunnerOptions) => run(main, options),
    run: <T>(runner: Runner, main: Main<T>, options?: RunOptions) => runner.run(main, options),
    close: (runner: Runner) => runner.aclose(),
  },
];

for (const way of ways) {
  describe(`run and runSync, ${way.name}`, () => {
    test("run: gives main's result, and closes the loop", async () => {
      let loop: EventLoop | undefined;
      const result = await way.start(function* () {
        loop = getRunningLoop();
        return yield* sleep(1, "result");
      });
      assert.equal(result, "result");
      assert.equal(loop?.isClosed(), true);
    });

    test("run: throws main's error, and closes the loop", async () => {
      let loop: EventLoop | undefined;
      const oops = new Error("oops");
      await assert.rejects(
        way.start(function* () {
          loop = getRunningLoop();
          throw oops;
        }),
        (error) => error === oops,
      );
      assert.equal(loop?.isClosed(), true);
    });

    test("run: each run has a loop of its own", async () => {
      const one = await way.start(function* () {
        return getRunningLoop();
      });
      const two = await way.start(function* () {
        return getRunningLoop();
      });
      assert.notEqual(one, two);
    });

    test("run: passes clock and debug on to the loop", async () => {
      const clock = new VirtualClock();
      await way.start(
        function* () {
          assert.equal(getRunningLoop().getDebug(), true);
          yield* sleep(3_600_000);
        },
        { clock, debug: true },
      );
      assert.equal(clock.now(), 3_600_000);
    });

    test("loopFactory: makes the loop", async () => {
      const mine = newEventLoop({ clock: new VirtualClock({ start: 7 }) });
      const time = await way.start(
        function* () {
          assert.equal(getRunningLoop(), mine);
          return mine.time();
        },
        { loopFactory: () => mine },
      );
      assert.equal(time, 7);
      assert.equal(mine.isClosed(), true);
    });

    test("run: tasks that are left are cancelled and waited for, then the loop is closed", async () => {
      const calls: string[] = [];
      const clock = new VirtualClock();
      function* left(): Coroutine<void> {
        try {
          yield* sleep(1_000_000);
        } catch (error) {
          assert.ok(error instanceof CancelledError);
          calls.push("cancelled");
          yield* sleep(50);
          calls.push("cleaned up");
          throw error;
        }
      }
      const result = await way.start(
        function* () {
          getRunningLoop().createTask(left());
          yield* sleep(1);
          calls.push("main");
          return "result";
        },
        { clock },
      );
      assert.equal(result, "result");
      assert.deepEqual(calls, ["main", "cancelled", "cleaned up"]);
      assert.equal(clock.now(), 51);
    });

    test("run: tasks that are left are cancelled after a main that failed, too", async () => {
      const calls: string[] = [];
      function* left(): Coroutine<void> {
        try {
          yield* sleep(1_000_000);
        } finally {
          calls.push("ended");
        }
      }
      await assert.rejects(
        way.start(function* () {
          getRunningLoop().createTask(left());
          yield* sleep(0);
          throw new Error("oops");
        }),
        /oops/,
      );
      assert.deepEqual(calls, ["ended"]);
    });

    test("run: an error in a task that is left is reported, and main's result stands", async () => {
      const loop = newEventLoop();
      const reports = collectReports(loop);
      const oops = new Error("while cleaning up");
      function* left(): Coroutine<void> {
        try {
          yield* sleep(1_000_000);
        } finally {
          // biome-ignore lint/correctness/noUnsafeFinally: this is what the test is about
          throw oops;
        }
      }
      const result = await way.start(
        function* () {
          getRunningLoop().createTask(left(), { name: "left" });
          yield* sleep(0);
          return "result";
        },
        { loopFactory: () => loop },
      );
      assert.equal(result, "result");
      assert.deepEqual(
        reports.map(({ message, exception }) => ({ message, exception })),
        [{ message: "unhandled exception during run() shutdown", exception: oops }],
      );
      assert.equal(reports[0]?.task?.getName(), "left");
    });

    test("run: a task that refuses to be cancelled is waited for", async () => {
      const calls: string[] = [];
      const clock = new VirtualClock();
      function* stubborn(): Coroutine<void> {
        for (let i = 0; i < 2; i++) {
          try {
            yield* sleep(100);
            calls.push("slept");
          } catch {
            calls.push("refused");
          }
        }
      }
      await way.start(
        function* () {
          getRunningLoop().createTask(stubborn());
          yield* sleep(0);
        },
        { clock },
      );
      assert.deepEqual(calls, ["refused", "slept"]);
      assert.equal(clock.now(), 100);
    });

    test("run: a task that has not started is cancelled without running", async () => {
      let started = false;
      await way.start(function* () {
        getRunningLoop().createTask(
          (function* (): Coroutine<void> {
            started = true;
          })(),
        );
      });
      // As in CPython, it gets the iteration in which the run ends.
      assert.equal(started, true);
    });

    test("run: what is ready when main ends, and what that calls, has four iterations more, as in asyncio", async () => {
      for (const left of [false, true]) {
        const steps: string[] = [];
        const hop = () => {
          steps.push(`hop ${steps.length + 1}`);
          getRunningLoop().callSoon(hop);
        };
        await way.start(
          function* () {
            const loop = getRunningLoop();
            if (left) loop.createTask(sleep(100));
            yield* sleep(0);
            loop.callSoon(hop);
            loop.callLater(50, () => assert.fail("it was not due"));
          },
          { clock: new VirtualClock() },
        );
        // One in the run of main, which ends in the iteration after its last step; with a task left, three until that has ended.
        assert.equal(steps.at(-1), left ? "hop 8" : "hop 5");
      }
    });

    test("run: does not set the thread's current loop", async () => {
      const inside = await way.start(function* () {
        return getRunningLoop();
      });
      assert.throws(() => getRunningLoop(), { code: "ERR_NO_RUNNING_LOOP" });
      assert.equal(inside.isClosed(), true);
    });

    test("run: a deadlock throws, and the loop is closed", async () => {
      if (way.name === "as a guest") return; // Node must be idle for that: see drivers/hosts/node.test.ts.
      let loop: EventLoop | undefined;
      await assert.rejects(
        way.start(function* () {
          loop = getRunningLoop();
          yield* loop.createFuture();
        }),
        { code: "ERR_DEADLOCK" },
      );
      assert.equal(loop?.isClosed(), true);
    });
  });

  describe(`Runner, ${way.name}`, () => {
    test("run: several mains run on one loop, which close ends", async () => {
      const runner = new Runner();
      const loop = runner.getLoop();
      for (const result of ["one", "two"]) {
        const value = await way.run(runner, function* () {
          assert.equal(getRunningLoop(), loop);
          return yield* sleep(1, result);
        });
        assert.equal(value, result);
      }
      assert.equal(loop.isClosed(), false);
      await way.close(runner);
      assert.equal(loop.isClosed(), true);
    });

    test("run: what one main sets in a context variable the next one finds; the caller does not", async () => {
      const runner = new Runner();
      const variable = new ContextVar<string>("variable", { default: "default" });
      await way.run(runner, function* () {
        assert.equal(variable.get(), "default");
        variable.set("from the first main");
        yield* sleep(0);
      });
      const seen = await way.run(runner, function* () {
        yield* sleep(0);
        return variable.get();
      });
      assert.equal(seen, "from the first main");
      assert.equal(variable.get(), "default");
      await way.close(runner);
    });

    test("run: the context is that of the time the loop was made", async () => {
      const variable = new ContextVar<string>("variable");
      const runner = new Runner();
      const token = variable.set("at getLoop");
      runner.getLoop();
      variable.reset(token);
      const later = variable.set("later");
      assert.equal(
        await way.run(runner, function* () {
          return variable.get();
        }),
        "at getLoop",
      );
      variable.reset(later);
      await way.close(runner);
    });

    test("run: runs in the context that it is given, in place of the runner's", async () => {
      const runner = new Runner();
      const variable = new ContextVar<string>("variable", { default: "default" });
      const context = copyContext();
      await way.run(
        runner,
        function* () {
          variable.set("in the context");
          yield* sleep(0);
        },
        { context },
      );
      assert.equal(context.get(variable), "in the context");
      const seen = await way.run(runner, function* () {
        return variable.get();
      });
      assert.equal(seen, "default");
      await way.close(runner);
    });

    test("run: a task goes on from one main to the next, and close cancels it", async () => {
      const runner = new Runner({ clock: new VirtualClock() });
      const calls: string[] = [];
      function* background(): Coroutine<void> {
        try {
          for (;;) {
            yield* sleep(10);
            calls.push(`at ${runner.getLoop().time()}`);
          }
        } finally {
          calls.push("cancelled");
        }
      }
      runner.getLoop().createTask(background());
      await way.run(runner, sleep(15));
      await way.run(runner, sleep(10));
      assert.deepEqual(calls, ["at 10", "at 20"]);
      await way.close(runner);
      assert.deepEqual(calls, ["at 10", "at 20", "cancelled"]);
    });

    test("run: a main that failed does not end the runner", async () => {
      const runner = new Runner();
      await assert.rejects(
        way.run(runner, function* () {
          throw new Error("oops");
        }),
        /oops/,
      );
      assert.equal(await way.run(runner, sleep(0, "goes on")), "goes on");
      await way.close(runner);
    });

    test("close: does nothing the second time, nor on a runner that never ran", async () => {
      const runner = new Runner();
      await way.run(runner, sleep(0));
      await way.close(runner);
      await way.close(runner);
      await way.close(new Runner());
    });

    test("close: refused while the loop runs, before anything is cancelled; it can be closed afterwards", async () => {
      const runner = new Runner({ clock: new VirtualClock() });
      const refusals: Promise<void>[] = [];
      const result = await way.run(runner, function* () {
        assert.throws(() => runner.close(), { code: "ERR_LOOP_RUNNING" });
        refusals.push(assert.rejects(runner.aclose(), { code: "ERR_LOOP_RUNNING" }));
        return yield* sleep(1, "went on");
      });
      assert.equal(result, "went on");
      await Promise.all(refusals);
      const loop = runner.getLoop();
      await way.close(runner);
      assert.equal(loop.isClosed(), true);
    });

    test("close: afterwards runs and getLoop are refused, though no loop was ever made", async () => {
      for (const ran of [true, false]) {
        const runner = new Runner();
        if (ran) await way.run(runner, sleep(0));
        await way.close(runner);
        const expected = {
          name: "RuntimeError",
          code: "ERR_RUNNER_CLOSED",
          message: "Runner is closed: make a new one",
        };
        await assert.rejects(way.run(runner, sleep(0)), expected);
        assert.throws(() => runner.getLoop(), expected);
      }
    });

    test("close: reports errors of what is left, and closes the loop nevertheless", async () => {
      const runner = new Runner();
      const loop = runner.getLoop();
      const reports = collectReports(loop);
      const oops = new Error("oops");
      function* left(): Coroutine<void> {
        try {
          yield* sleep(1_000_000);
        } catch {
          throw oops;
        }
      }
      loop.createTask(left());
      await way.run(runner, sleep(0));
      await way.close(runner);
      assert.deepEqual(
        reports.map(({ exception }) => exception),
        [oops],
      );
      assert.equal(loop.isClosed(), true);
    });

    test("run: a main left over by a stopped run is ended quietly by close", async () => {
      const runner = new Runner();
      const loop = runner.getLoop();
      const reports = collectReports(loop);
      loop.callSoon(() => loop.stop());
      await assert.rejects(way.run(runner, sleep(1_000_000)), { code: "ERR_STOPPED" });
      await way.close(runner);
      assert.deepEqual(reports, []);
    });
  });
}

describe("run inside a running loop", () => {
  const WAY_OUT =
    "() cannot be called from a running event loop. Await the coroutine instead (yield* it), or run it on a loop in another " +
    "thread and block on that (new Thread(…).join()).";

  test("run: rejects with the way out, rather than throws, and the outer run goes on", async () => {
    const result = await run(function* () {
      let end: Promise<unknown> | undefined;
      assert.doesNotThrow(() => {
        end = run(sleep(0));
      });
      end?.catch(() => {});
      yield* sleep(1);
      return { end, loop: getRunningLoop().isRunning() };
    });
    await assert.rejects(result.end as Promise<unknown>, {
      name: "RuntimeError",
      code: "ERR_NESTED_RUN",
      message: `run${WAY_OUT}`,
    });
    assert.equal(result.loop, true);
  });

  test("runSync: throws with the way out, and the outer run goes on", () => {
    const result = runSync(function* () {
      assert.throws(() => runSync(sleep(0)), {
        name: "RuntimeError",
        code: "ERR_NESTED_RUN",
        message: `runSync${WAY_OUT}`,
      });
      assert.ok(currentTask() !== null);
      return yield* sleep(1, "outer");
    });
    assert.equal(result, "outer");
  });

  test("Runner: run rejects and runSync throws, and the runner is usable afterwards", async () => {
    const runner = new Runner();
    const ends: Promise<unknown>[] = [];
    runSync(function* () {
      ends.push(runner.run(sleep(0)));
      ends[0]?.catch(() => {});
      assert.throws(() => runner.runSync(sleep(0)), { code: "ERR_NESTED_RUN" });
      yield* sleep(0);
    });
    await assert.rejects(ends[0] as Promise<unknown>, { code: "ERR_NESTED_RUN" });
    assert.equal(runner.runSync(sleep(0, "usable")), "usable");
    runner.close();
  });

  test("run: two runs side by side on one thread do not disturb each other", async () => {
    const work = (name: string) =>
      run(function* () {
        const loop = getRunningLoop();
        for (let i = 0; i < 5; i++) {
          yield* sleep(1);
          assert.equal(getRunningLoop(), loop);
          assert.equal(allTasks().size, 1);
        }
        return name;
      });
    assert.deepEqual(await Promise.all([work("a"), work("b"), work("c")]), ["a", "b", "c"]);
  });
});

describe("run as a guest with a main that returns a task", () => {
  function* child(): Coroutine<string> {
    return yield* sleep(0, "the child's result");
  }

  test("run: gives the result of that task, since promises adopt what can be awaited", async () => {
    const result: unknown = await run(function* () {
      const task = getRunningLoop().createTask(child());
      yield* task;
      return task;
    });
    assert.equal(result, "the child's result");
  });

  test("run: a task that returns itself is an error, and does not go round for ever", async () => {
    const { status, stdout } = await runProgram(
      `
      import { currentTask, run } from "tsyncio";
      await run(function* () { return currentTask(); }).catch((error) => console.log(error.name));
    `,
      ["--max-old-space-size=32"],
    );
    assert.deepEqual({ status, stdout }, { status: 0, stdout: "TypeError\n" });
  });
});

describe("Runner with using", () => {
  test("Symbol.dispose: closes", () => {
    let loop: EventLoop;
    {
      using runner = new Runner();
      loop = runner.getLoop();
      assert.equal(runner.runSync(sleep(0, 1)), 1);
    }
    assert.equal(loop.isClosed(), true);
  });

  test("Symbol.asyncDispose: closes as a guest, waiting for what is left", async () => {
    const calls: string[] = [];
    let loop: EventLoop;
    {
      await using runner = new Runner();
      loop = runner.getLoop();
      function* left(): Coroutine<void> {
        try {
          yield* sleep(1_000_000);
        } finally {
          calls.push("ended");
        }
      }
      loop.createTask(left());
      await runner.run(sleep(0));
    }
    assert.deepEqual(calls, ["ended"]);
    assert.equal(loop.isClosed(), true);
  });
});

test("run: host code that waits for something of the loop when the run ends is told so; as a task it ends without a word", async () => {
  const { stdout, stderr, status } = await runProgram(`
    import { createTask, run, sleep } from "tsyncio";
    async function background() { await sleep(1000); }
    async function main() { createTask(background()); await sleep(1); }
    await run(main);
    process.once("unhandledRejection", (error) => console.log(String(error)));
    await run(async () => { background(); await sleep(1); });
  `);
  assert.deepEqual(
    [stdout, stderr, status],
    ["CancelledError: The run has ended. Tasks end without a word: createTask()\n", "", 0],
  );
});
