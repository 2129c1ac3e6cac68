import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  CancelledError,
  ConcurrentFuture,
  type Coroutine,
  getRunningLoop,
  move,
  newEventLoop,
  run,
  runSync,
  sleep,
  Thread,
} from "tsyncio";
import { runProgram } from "../drivers/program.js";
import { ways } from "../drivers/ways.js";
import {
  fail,
  givesUnsendable,
  givesUnsendableLater,
  returnsFunction,
  unsendable,
} from "./fixtures/failures.js";
import {
  add,
  addBlocking,
  addInArrow,
  addInAsyncFunction,
  addInCoroutine,
  addInPromise,
  echo,
  environment,
  nothing,
  runsInTask,
  waitForEver,
} from "./fixtures/work.js";
import { kinds } from "./kinds.js";
import { failures, fixtures, work } from "./targets.js";

for (const { name, make } of kinds) {
  describe(`${name}: what a target can be`, () => {
    for (const fn of [add, addInCoroutine, addInAsyncFunction, addInPromise, addInArrow, addBlocking]) {
      test(`join: gives the result of ${fn.name}`, () => {
        assert.equal(
          make(work(fn as typeof add), [1, 2])
            .start()
            .join(),
          3,
        );
      });
    }

    test("join: gives undefined for a target that returns nothing", () => {
      assert.equal(make(work(nothing), []).start().join(), undefined);
    });

    test("start: a target that is a coroutine runs in a task of a new loop", () => {
      assert.equal(make(work(runsInTask), []).start().join(), "Task");
    });
  });

  describe(`${name}: waiting for it`, () => {
    test("then: host code awaits its result", async () => {
      assert.equal(await make(work(add), [1, 2]).start(), 3);
      assert.equal(
        await make(work(add), [1, 2])
          .start()
          .then((sum) => sum * 2),
        6,
      );
    });

    for (const way of ways) {
      test(`yield*: a coroutine waits for its result, and the loop goes on, ${way.name}`, async () => {
        using loop = newEventLoop();
        let ticks = 0;
        function* tick(): Coroutine<void> {
          for (;;) {
            ticks++;
            yield* sleep(0);
          }
        }
        const sum = await way.run(loop, function* () {
          const ticking = loop.createTask(tick());
          const result = yield* make(work(add), [1, 2]).start();
          ticking.cancel();
          return result;
        });
        assert.equal(sum, 3);
        assert.ok(ticks > 1);
      });

      test(`yield*: throws the target's error, ${way.name}`, async () => {
        using loop = newEventLoop();
        await assert.rejects(
          way.run(loop, function* () {
            yield* make(failures(fail), ["RangeError"]).start();
          }),
          { name: "RangeError", message: "message" },
        );
      });

      test(`yield*: a task that waits can be cancelled; the agent goes on, ${way.name}`, async () => {
        using loop = newEventLoop();
        const agent = make(work(addInCoroutine), [1, 2]);
        await way.run(loop, function* () {
          agent.start();
          const waiting = loop.createTask(
            (function* (): Coroutine<number> {
              return yield* agent;
            })(),
          );
          yield* sleep(0);
          waiting.cancel();
          try {
            yield* waiting;
            assert.fail("was cancelled");
          } catch (error) {
            assert.ok(error instanceof CancelledError);
          }
        });
        assert.equal(agent.join(), 3);
      });
    }

    test("run, runUntilComplete: it can be a loop's main", async () => {
      using loop = newEventLoop();
      assert.equal(loop.runUntilComplete(make(work(add), [1, 2]).start()), 3);
      assert.equal(await loop.run(() => make(work(add), [1, 2]).start()), 3);
    });

    test("join, then, yield*: all who wait get the result, also when it has ended", async () => {
      const agent = make(work(add), [1, 2]).start();
      const first = agent.then();
      const second = agent.then();
      assert.equal(await first, 3);
      assert.equal(await second, 3);
      assert.equal(agent.join(), 3);
      assert.equal(agent.join(0), 3);
      assert.equal(await agent, 3);
      assert.equal(
        runSync(function* () {
          return yield* agent;
        }),
        3,
      );
    });

    test("join, then: all who wait get the same error, each time", async () => {
      const agent = make(failures(fail), ["Error"]).start();
      const seen: unknown[] = [];
      for (let i = 0; i < 2; i++) {
        await agent.then(undefined, (error) => seen.push(error));
        assert.throws(
          () => agent.join(),
          (error) => seen.push(error) > 0,
        );
      }
      assert.equal(seen.length, 4);
      assert.equal(new Set(seen).size, 1);
    });

    test("then: the first to wait may come after it has ended with an error", async () => {
      const agent = make(failures(fail), ["RangeError"]).start();
      while (agent.isAlive()) await new Promise((resolve) => setImmediate(resolve));
      await assert.rejects(async () => agent, { name: "RangeError" });
    });

    test("join: after the timeout throws TimeoutError, and the agent goes on", async () => {
      const agent = make(work(waitForEver), [], { name: "slow", daemon: true }).start();
      for (const timeout of [0, -1, 1]) {
        assert.throws(() => agent.join(timeout), {
          name: "TimeoutError",
          code: "ERR_TIMEOUT",
          message: `<${name} slow> has not ended within ${timeout} ms; it goes on`,
        });
      }
      assert.equal(agent.isAlive(), true);
      (agent as unknown as { terminate(): void }).terminate();
      assert.throws(() => agent.join(), { code: "ERR_AGENT_ENDED" });
      assert.equal(agent.isAlive(), false);
    });

    test("join: refuses a timeout that is no number", () => {
      const agent = make(work(add), [1, 2], { name: "patient" }).start();
      for (const timeout of [Number.NaN, "5", null]) {
        assert.throws(() => agent.join(timeout as number), {
          name: "RangeError",
          message: `Cannot join <${name} patient>: the timeout is ${timeout}`,
        });
      }
      assert.equal(agent.join(), 3);
    });

    test("yield*: refused outside of a loop", () => {
      const agent = make(work(add), [1, 2], { name: "lonely" }).start();
      assert.throws(() => agent[Symbol.iterator](), {
        code: "ERR_NO_RUNNING_LOOP",
        message: new RegExp(`^waiting for <${name} lonely>: no running event loop\\.`),
      });
      assert.equal(agent.join(), 3);
    });
  });

  describe(`${name}: its life`, () => {
    test("isAlive, exitCode: before, while and after it runs", () => {
      const agent = make(work(waitForEver), [], { daemon: true });
      assert.equal(agent.isAlive(), false);
      assert.equal(agent.exitCode, null);
      agent.start();
      assert.equal(agent.isAlive(), true);
      assert.equal(agent.exitCode, null);
      (agent as unknown as { terminate(): void }).terminate();
      assert.throws(() => agent.join(), { code: "ERR_AGENT_ENDED" });
      assert.equal(agent.isAlive(), false);
    });

    test("exitCode: 0 once it has ended well", async () => {
      const agent = make(work(add), [1, 2]).start();
      agent.join();
      while (agent.isAlive()) await new Promise((resolve) => setImmediate(resolve));
      assert.equal(agent.exitCode, 0);
    });

    test("start: returns the agent; the second time it throws", () => {
      const agent = make(work(add), [1, 2], { name: "once" });
      assert.equal(agent.start(), agent);
      const expected = {
        name: "RuntimeError",
        code: "ERR_AGENT_STARTED",
        message: `Cannot start <${name} once>: it can only be started once`,
      };
      assert.throws(() => agent.start(), expected);
      assert.equal(agent.join(), 3);
      assert.throws(() => agent.start(), expected);
    });

    test("before start: join, then, yield* and loop are refused", async () => {
      const agent = make(work(add), [1, 2], { name: "new" });
      const expected = (what: string) => ({
        name: "RuntimeError",
        code: "ERR_AGENT_NEW",
        message: `Cannot ${what} <${name} new>: it is not started. Call start() first.`,
      });
      assert.throws(() => agent.join(), expected("join"));
      await assert.rejects(agent.then(), expected("wait for"));
      await assert.rejects(
        run(function* () {
          yield* agent;
        }),
        expected("wait for"),
      );
      assert.throws(() => agent.loop.callSoonThreadsafe(work(nothing)), expected("reach the loop of"));
    });

    test("after it has ended: its loop is out of reach", async () => {
      const agent = make(work(add), [1, 2], { name: "ended" }).start();
      await agent;
      while (agent.isAlive()) await new Promise((resolve) => setImmediate(resolve));
      assert.throws(() => agent.loop.callSoonThreadsafe(work(nothing)), {
        name: "RuntimeError",
        code: "ERR_AGENT_ENDED",
        message: `Cannot reach the loop of <${name} ended>: it has ended`,
      });
    });

    test("name, daemon, toString: given, or a number and false by default", () => {
      const named = make(work(add), [1, 2], { name: "worker", daemon: true });
      assert.equal(named.name, "worker");
      assert.equal(named.daemon, true);
      assert.equal(`${named}`, `<${name} worker>`);
      const agent = make(work(add), [1, 2]);
      assert.match(agent.name, new RegExp(`^${name}-\\d+$`));
      assert.notEqual(make(work(add), [1, 2]).name, agent.name);
      assert.equal(agent.daemon, false);
    });

    test("daemon: can be waited for like any other", async () => {
      const { stdout, stderr, status } = await runProgram(`
        import { ${name}, exported, run } from "tsyncio";
        import { addInCoroutine } from "${fixtures.work}";
        const start = () => new ${name}(exported("${fixtures.work}", addInCoroutine), [1, 2], { daemon: true }).start();
        console.log("join", start().join());
        console.log("yield*", await run(function* () { return yield* start(); }));
        console.log("await", await start());
      `);
      assert.deepEqual(
        { stdout, stderr, status },
        { stdout: "join 3\nyield* 3\nawait 3\n", stderr: "", status: 0 },
      );
    });

    test("daemon: the program ends without it once nobody waits for it any more", async () => {
      const { stdout, status } = await runProgram(`
        import { ${name}, exported, getRunningLoop, run, sleep } from "tsyncio";
        import { waitForEver } from "${fixtures.work}";
        const agent = new ${name}(exported("${fixtures.work}", waitForEver), [], { daemon: true }).start();
        await run(function* () {
          const waiting = getRunningLoop().createTask((function* () { yield* agent; })());
          yield* sleep(1);
          waiting.cancel();
        });
        console.log("end of main");
        setTimeout(() => { console.log("still here"); process.exit(1); }, 2000).unref();
      `);
      assert.deepEqual({ stdout, status }, { stdout: "end of main\n", status: 0 });
    });

    test("daemon: the program ends without it; others it waits for", async () => {
      const { stdout, status } = await runProgram(`
        import { ${name}, exported } from "tsyncio";
        import { addInCoroutine, waitForEver } from "${fixtures.work}";
        new ${name}(exported("${fixtures.work}", waitForEver), [], { daemon: true }).start();
        const agent = new ${name}(exported("${fixtures.work}", addInCoroutine), [1, 2]).start();
        process.on("exit", () => console.log(agent.isAlive()));
        console.log("end of main");
      `);
      assert.deepEqual({ stdout, status }, { stdout: "end of main\nfalse\n", status: 0 });
    });
  });

  describe(`${name}: what crosses`, () => {
    test("args, result: data is copied, whatever structured cloning can copy", () => {
      const cyclic: { self?: unknown } = {};
      cyclic.self = cyclic;
      const data = {
        numbers: [0, -0, Number.NaN, Number.POSITIVE_INFINITY, 10n ** 30n],
        texts: ["", "é", "\u{1F600}", "\uD800"],
        none: [null, undefined],
        date: new Date(5),
        pattern: /a+/gi,
        map: new Map<unknown, unknown>([[{ key: 1 }, new Set([1, "2"])]]),
        bytes: new Uint8Array([1, 2, 3]),
        buffer: new Uint16Array([1, 2]).buffer,
        cyclic,
      };
      const copy = make(work(echo<typeof data>), [data])
        .start()
        .join();
      assert.deepEqual(copy, data);
      assert.notEqual(copy, data);
    });

    test("args, result: a long text and many bytes", () => {
      const data = { text: "x".repeat(3_000_000), bytes: new Uint8Array(3_000_000).fill(7) };
      const copy = make(work(echo<typeof data>), [data])
        .start()
        .join();
      assert.equal(copy.text, data.text);
      assert.equal(Buffer.compare(copy.bytes, data.bytes), 0);
    });

    test("start: args are copied then, and later changes are not seen", () => {
      const data = { value: 1 };
      const agent = make(work(echo<typeof data>), [data]).start();
      data.value = 2;
      assert.equal(agent.join().value, 1);
    });

    test("start: an argument that cannot be cloned is a TypeError, and nothing is started", () => {
      for (const arg of [() => {}, Symbol("mark"), { deep: [() => {}] }, new WeakMap(), Promise.resolve()]) {
        const agent = make(work(echo<unknown>), [arg], { name: "bad" });
        assert.throws(
          () => agent.start(),
          (error: unknown) => {
            assert.ok(error instanceof TypeError);
            assert.match(
              error.message,
              new RegExp(
                `^Cannot send the arguments to <${name} bad>: args\\[0\\](\\.deep\\[0\\])? is a (function|symbol|Promise|WeakMap)\\. `,
              ),
            );
            assert.match(
              error.message,
              /They are copied \(structured clone\): functions, symbols and live objects stay/,
            );
            assert.match((error.cause as Error).message, /could not be cloned/);
            return true;
          },
        );
        assert.equal(agent.isAlive(), false);
        assert.throws(() => agent.join(), { code: "ERR_AGENT_NEW" });
      }
    });

    test("constructor: an argument that belongs to this thread is a TypeError that says which", async () => {
      using loop = newEventLoop();
      const coroutine = (function* (): Coroutine<void> {})();
      for (const [arg, what] of [
        [loop, "an event loop"],
        [loop.createFuture(), "<Future pending>"],
        [coroutine, "a coroutine"],
        [new ConcurrentFuture(), "<ConcurrentFuture pending>"],
        [sleep(1), "<sleep(1)>"],
        [make(work(nothing), [], { name: "other" }), `<${name} other>`],
        [new AbortController().signal, "an AbortSignal"],
      ] as const) {
        assert.throws(() => make(work(add), [1, arg as unknown as number], { name: "bad" }), {
          name: "TypeError",
          message:
            `Cannot send args[1] to <${name} bad>: ${what} belongs to the thread that made it. Send the data it needs, and ` +
            "let the other side make its own.",
        });
      }
    });

    test("constructor: what is no list of arguments, or no such option, is refused with what is expected", () => {
      for (const [args, shown] of [
        [undefined, "undefined"],
        ["ab", "ab"],
        [{ 0: 1 }, "[object Object]"],
      ] as const) {
        assert.throws(() => make(work(add), args as never, { name: "bad" }), {
          name: "TypeError",
          message: `Cannot send ${shown} to <${name} bad>: a list of arguments is expected, be it an empty one`,
        });
      }
      for (const [options, message] of [
        [{ name: 5 }, `Cannot name a ${name} 5: a string is expected`],
        [{ env: null }, `Cannot make a ${name} with env null: an object of strings is expected`],
        [
          { execArgv: "--expose-gc" },
          `Cannot make a ${name} with execArgv --expose-gc: a list of strings is expected`,
        ],
        [
          { resourceLimits: { stackSizeMb: -1 } },
          `Cannot make a ${name} with stackSizeMb -1: a number above 0 is expected`,
        ],
        [
          { stdout: "pip" },
          `Cannot make a ${name} with stdout pip: "inherit", "ignore" or "pipe" is expected`,
        ],
      ] as const) {
        assert.throws(() => make(work(add), [1, 2], options as never), { message });
      }
    });

    test("args: what is marked by `move` is moved to a thread, and copied to a process", () => {
      const bytes = new Uint8Array([1, 2, 3]);
      assert.deepEqual(
        make(work(echo<Uint8Array>), [move(bytes)])
          .start()
          .join(),
        new Uint8Array([1, 2, 3]),
      );
      assert.equal(bytes.length, name === "Thread" ? 0 : 3);
    });

    test("constructor: what is no target is a TypeError that says how to name one", () => {
      for (const target of [add, "add", null]) {
        assert.throws(() => make(target as never, [] as never), {
          name: "TypeError",
          message: `Cannot make a ${name} of ${target}: a target is expected. Name the function with exported(import.meta.url, fn).`,
        });
      }
    });

    test("join: a result that cannot be cloned is a TypeError that names the target", () => {
      assert.throws(() => make(failures(returnsFunction), []).start().join(), {
        name: "TypeError",
        message:
          /^The result of 'returnsFunction' cannot be sent back: result is a function\. They are copied/,
      });
    });

    test("join: a result of which some part can't be read, or is no data, is a TypeError that says which", () => {
      const reasons: Record<keyof typeof unsendable, RegExp> = {
        function: /: result\.deep\[0\] is a function\. /,
        "far down": /: result(\.a){20} is a function\. /,
        "a getter that throws": /: result\.deep\[0\]\.x can't be read \(this field cannot be read\)\. /,
        "a proxy that throws": /: result\.deep is a Proxy\. /,
        "a proxy of no prototype": /this field cannot be read/,
        "a revoked proxy": /: result\[0\] is a Proxy\. /,
        "a map's key": /: result\.get\(…\) is a function\. /,
        "moved memory": /: result\.bytes\.buffer is a ArrayBuffer whose memory was moved\. /,
      };
      for (const what of Object.keys(unsendable) as (keyof typeof unsendable)[]) {
        for (const fn of [givesUnsendable, givesUnsendableLater]) {
          const agent = make(failures<(kind: typeof what) => unknown>(fn), [what]).start();
          assert.throws(() => agent.join(), { message: reasons[what] }, `${what}, ${fn.name}`);
        }
      }
    });

    test("args, result: views of memory have it to themselves", () => {
      const views = [
        new Float64Array([1, 2]),
        new Uint8Array([3]),
        new DataView(new ArrayBuffer(5)),
        new Int16Array(0),
      ];
      const copies = make(work(echo<typeof views>), [views])
        .start()
        .join();
      assert.deepEqual(copies, views);
      assert.deepEqual(
        copies.map(({ buffer, byteOffset }) => [buffer.byteLength, byteOffset]),
        [
          [16, 0],
          [1, 0],
          [5, 0],
          [0, 0],
        ],
      );
    });

    test("start: environment variables are those of this moment, and stay its own", () => {
      process.env["TSYNCIO_TEST"] = "set at run time";
      try {
        const agent = make(work(environment), ["TSYNCIO_TEST"]).start();
        process.env["TSYNCIO_TEST"] = "set later";
        assert.equal(agent.join(), "set at run time");
      } finally {
        delete process.env["TSYNCIO_TEST"];
      }
    });

    test("start: options of V8 and of the process on the command line do not keep it from starting", async () => {
      const { stdout, stderr } = await runProgram(
        `
        import { ${name}, exported } from "tsyncio";
        import { add } from "${fixtures.work}";
        console.log(new ${name}(exported("${fixtures.work}", add), [1, 2]).start().join());
      `,
        [
          "--max-old-space-size=512",
          "--expose-gc",
          "--title=tsyncio",
          "--stack-trace-limit=20",
          "--no-warnings",
        ],
      );
      assert.deepEqual({ stdout, stderr }, { stdout: "3\n", stderr: "" });
    });
  });
}

describe("an agent awaited in a native async function of a guest", () => {
  test("then: the loop goes on meanwhile", async () => {
    const sum = await run(async () => {
      const loop = getRunningLoop();
      const agent = new Thread(work(addInCoroutine), [1, 2]).start();
      await sleep(1);
      assert.equal(getRunningLoop(), loop);
      return await agent;
    });
    assert.equal(sum, 3);
  });
});
