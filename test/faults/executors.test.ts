import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  exported,
  type PoolExecutor,
  type PoolOptions,
  Process,
  ProcessPoolExecutor,
  ThreadPoolExecutor,
} from "tsyncio";
import {
  givesUnsendable,
  givesUnsendableLater,
  returnsFunction,
  unsendable,
} from "../agents/fixtures/failures.js";
import {
  add,
  addSlowly,
  exit,
  exitLater,
  failToSetUp,
  failToSetUpSecond,
  fillMemory,
  hold,
  killItself,
  refuseToEnd,
  sendGarbage,
  spin,
  waitForEver,
} from "../agents/fixtures/tasks.js";
import { neverCalled } from "../agents/fixtures/throws-at-import.js";
import { newFlag, raise } from "../agents/flag.js";
import { failures, tasks } from "../agents/targets.js";
import { runProgram } from "../drivers/program.js";

const kinds: readonly { name: string; make(options?: PoolOptions): PoolExecutor }[] = [
  { name: "ThreadPoolExecutor", make: (options) => new ThreadPoolExecutor({ maxWorkers: 1, ...options }) },
  { name: "ProcessPoolExecutor", make: (options) => new ProcessPoolExecutor({ maxWorkers: 1, ...options }) },
];

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

/** The executor goes on: a new worker takes the place of the one that ended. */
async function goesOn(pool: PoolExecutor): Promise<void> {
  assert.equal(await pool.submit(tasks(add), 1, 2), 3);
}

for (const { name, make } of kinds) {
  describe(`a worker of a ${name} that goes wrong`, () => {
    for (const isBlocking of [false, true]) {
      const how = isBlocking ? "blocked on" : "awaited";
      const settle = async (future: { result(): unknown } & PromiseLike<unknown>): Promise<unknown> =>
        isBlocking ? future.result() : await future;

      test(`it exits in the middle of a call, ${how}: that call fails, what waits goes to a new worker`, async () => {
        await using pool = make();
        const exiting = pool.submit(tasks(exit), 3);
        const waiting = [1, 2, 3].map((n) => pool.submit(tasks(add), n, 0));
        await assert.rejects(settle(exiting), {
          code: "ERR_AGENT_ENDED",
          message: /^<\w+ Worker-1> ended before its target returned: exit code 3$/,
        });
        assert.deepEqual(await Promise.all(waiting), [1, 2, 3]);
      });

      test(`it loops for ever, ${how}: a deadline ends it, and no other`, async () => {
        await using pool = make({ maxWorkers: 2 });
        const other = pool.submit(tasks(addSlowly), 1, 2);
        const spinning = pool.submitWith({ timeout: 20, grace: 20 }, tasks(spin));
        await assert.rejects(settle(spinning), {
          name: "TimeoutError",
          message: /^The call did not end within 20 ms, /,
        });
        assert.equal(await other, 3);
        await goesOn(pool);
      });

      test(`it runs out of memory, ${how}: its call fails`, async () => {
        await using pool = make({ resourceLimits: { maxOldGenerationSizeMb: 24 }, stderr: "ignore" });
        await assert.rejects(settle(pool.submit(tasks(fillMemory))), { code: "ERR_AGENT_ENDED" });
        await goesOn(pool);
      });
    }

    test("its module throws at import: the call fails with that error", async () => {
      await using pool = make();
      const { href } = new URL("../agents/fixtures/no-such-module.js", import.meta.url);
      await assert.rejects(async () => pool.submit(exported(href, neverCalled)), {
        code: "ERR_MODULE_NOT_FOUND",
      });
      await goesOn(pool);
    });

    test("it never starts: calls fail, and say why", async () => {
      await using pool = make({ execArgv: ["--import", "file:///no/such/module.mjs"], stderr: "ignore" });
      await assert.rejects(async () => pool.submit(tasks(add), 1, 2), {
        code: name === "ThreadPoolExecutor" ? "ERR_BROKEN_EXECUTOR" : "ERR_AGENT_ENDED",
      });
    });

    test("its initializer throws: all who wait for room are told", async () => {
      await using pool = make({ maxQueue: 1, initializer: tasks(failToSetUp) });
      const calls = [pool.submit(tasks(add), 1, 2), pool.submit(tasks(add), 1, 2)];
      const rooms = Array.from({ length: 5 }, () => pool.whenRoom());
      for (const call of calls) await assert.rejects(async () => call, { code: "ERR_BROKEN_EXECUTOR" });
      await Promise.all([...rooms, pool.whenRoom()]);
    });

    test("a result that cannot be copied is an error that says which part of it", async () => {
      await using pool = make();
      await assert.rejects(async () => pool.submit(failures(returnsFunction)), {
        name: "TypeError",
        message: /^The result of 'returnsFunction' cannot be sent back: result is a function\. /,
      });
      await goesOn(pool);
    });

    test("a result that cannot be read is an error that says which part of it, and no call is left hanging", async () => {
      await using pool = make();
      for (const what of Object.keys(unsendable) as (keyof typeof unsendable)[]) {
        for (const fn of [givesUnsendable, givesUnsendableLater]) {
          const future = pool.submit(failures<(kind: typeof what) => unknown>(fn), what);
          await assert.rejects(async () => future, Error, `${what}, ${fn.name}`);
        }
      }
      await goesOn(pool);
    });

    test("calls cancelled at random: each settles, and the executor goes on", async () => {
      await using pool = make({ maxWorkers: 2, concurrency: 4 });
      const count = name === "ThreadPoolExecutor" ? 10_000 : 1_000;
      let seed = 1;
      const random = () => {
        seed = (seed * 16_807) % 2_147_483_647;
        return seed / 2_147_483_647;
      };
      const futures = Array.from({ length: count }, (_, i) => {
        const future = random() < 0.2 ? pool.submit(tasks(waitForEver)) : pool.submit(tasks(addSlowly), i, 0);
        return { future, i };
      });
      for (const { future } of futures) {
        if (random() < 0.1) await new Promise((resolve) => setImmediate(resolve));
        if (random() < 0.5) future.cancel();
      }
      for (const { future } of futures.filter((_, i) => i % 2 === 0)) future.cancel();
      const left = futures.filter(({ future }) => !future.done());
      const timer = setInterval(() => {
        for (const { future } of left) if (random() < 0.05) future.cancel();
      }, 5);
      const results = await Promise.allSettled(futures.map(({ future }) => future));
      clearInterval(timer);
      for (const [index, result] of results.entries()) {
        if (result.status === "fulfilled") assert.equal(result.value, futures[index]?.i);
        else assert.equal((result.reason as Error).name, "CancelledError");
      }
      await goesOn(pool);
      // Those that were cancelled may still clean up.
      while (pool.statistics().running > 0) await new Promise((resolve) => setImmediate(resolve));
    });

    test("the main program exits with calls under way: it ends at once", async () => {
      const { status, stdout } = await runProgram(`
        import { ${name}, exported } from "tsyncio";
        import { spin, add } from "${tasks(add).url}";
        const pool = new ${name}({ maxWorkers: 2 });
        const target = (fn) => exported("${tasks(add).url}", fn);
        pool.submit(target(spin));
        console.log(await pool.submit(target(add), 1, 2));
        process.exit(4);
      `);
      assert.deepEqual({ status, stdout }, { status: 4, stdout: "3\n" });
    });

    test("a pool that has nothing to do does not keep the program alive", async () => {
      const { status, stdout } = await runProgram(`
        import { ${name}, exported } from "tsyncio";
        import { add } from "${tasks(add).url}";
        const pool = new ${name}({ maxWorkers: 1 });
        console.log(await pool.submit(exported("${tasks(add).url}", add), 1, 2));
      `);
      assert.deepEqual({ status, stdout }, { status: 0, stdout: "3\n" });
    });
  });
}

test("a worker of an executor that does not end when it is told to is ended, though this thread is blocked", () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  pool.submit(tasks(refuseToEnd)).result();
  pool.shutdown().result();
  assert.equal(pool.statistics().workers.length, 0);
});

describe("a thread that ends with calls that have not begun, while another one is set up", () => {
  /** The first worker is about to exit, and has a call behind that; the second waits in its initializer. */
  async function twoWorkers() {
    const flags = { running: newFlag(), goOn: newFlag(), failToSetUp: newFlag(), exit: newFlag() };
    const initializer = tasks(failToSetUpSecond);
    const setUps = newFlag();
    const pool = new ThreadPoolExecutor({
      maxWorkers: 2,
      initializer,
      initargs: [setUps, flags.failToSetUp],
    });
    const first = pool.submit(tasks(hold<number>), flags.running, flags.goOn, 1);
    await until(() => Atomics.load(flags.running, 0) === 1);
    const exiting = pool.submit(tasks(exitLater), flags.exit);
    const waiting = pool.submit(tasks(add), 1, 2);
    await until(() => Atomics.load(setUps, 0) === 2);
    raise(flags.goOn);
    assert.equal(first.result(), 1);
    return { pool, flags, exiting, waiting };
  }

  test("shutdown: they go to a new worker, as the one that was set up has nothing to do and ends", async () => {
    const { pool, flags, exiting, waiting } = await twoWorkers();
    const closed = pool.shutdown();
    raise(flags.exit);
    await assert.rejects(async () => exiting, { code: "ERR_AGENT_ENDED" });
    assert.equal(await waiting, 3);
    await closed;
  });

  test("its initializer fails: they fail, and say that the executor is broken", async () => {
    const { pool, flags, exiting, waiting } = await twoWorkers();
    raise(flags.failToSetUp);
    await until(() => pool.statistics().workers.length === 1);
    raise(flags.exit);
    await assert.rejects(async () => exiting, { code: "ERR_AGENT_ENDED" });
    await assert.rejects(async () => waiting, { code: "ERR_BROKEN_EXECUTOR" });
    await pool.shutdown();
  });
});

describe("a worker of a ProcessPoolExecutor that goes wrong", () => {
  test("killed by SIGKILL: its call fails, the next has a new worker", async () => {
    await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
    await assert.rejects(async () => pool.submit(tasks(killItself)), {
      code: "ERR_AGENT_ENDED",
      message: /killed by SIGKILL$/,
    });
    await goesOn(pool);
  });

  test("it sends garbage: it is ended, and its call fails", async () => {
    await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
    await assert.rejects(async () => pool.submit(tasks(sendGarbage)), {
      code: "ERR_AGENT_ENDED",
      message: /It sent what is no message/,
    });
    await goesOn(pool);
  });
});

test("a Process that sends garbage is ended", () => {
  assert.throws(() => new Process(tasks(sendGarbage), []).start().join(), {
    code: "ERR_AGENT_ENDED",
    message: /It sent what is no message/,
  });
});
