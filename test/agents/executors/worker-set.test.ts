import assert from "node:assert/strict";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { runProgram } from "../../drivers/program.js";
import type * as tasksModule from "../fixtures/tasks.js";
import {
  add,
  addSlowly,
  countActive,
  exit,
  failToSetUp,
  loopKeepsGoing,
  readLog,
  setUp,
  tearDown,
  where,
} from "../fixtures/tasks.js";
import { fixtures, tasks } from "../targets.js";
import { pools } from "./pools.js";

for (const { name, make } of pools) {
  describe(`${name}: its workers`, () => {
    test("concurrency: so many coroutines at once in a worker, and no more", async () => {
      for (const concurrency of [1, 3]) {
        await using pool = make({ maxWorkers: 1, concurrency });
        const most = await Promise.all(Array.from({ length: 9 }, () => pool.submit(tasks(countActive))));
        assert.equal(Math.max(...most), concurrency);
        assert.equal(await pool.submit(tasks(loopKeepsGoing)), true);
      }
    });

    test("maxTasksPerChild: a worker is replaced after so many calls", async () => {
      await using pool = make({ maxWorkers: 1, maxTasksPerChild: 2 });
      const seen = [];
      for (let i = 0; i < 5; i++) seen.push(await pool.submit(tasks(where)));
      assert.equal(new Set(seen).size, 3);
    });

    test("idleTimeout: a worker that has nothing to do ends", async () => {
      await using pool = make({ maxWorkers: 1, idleTimeout: 1 });
      await pool.submit(tasks(add), 1, 2);
      while (pool.statistics().workers.length > 0) await new Promise((resolve) => setTimeout(resolve, 1));
      assert.equal(await pool.submit(tasks(add), 1, 2), 3);
    });

    test("idleTimeout: any length, of which one timer for each worker takes care", async () => {
      const warned: Error[] = [];
      const warn = (warning: Error) => warned.push(warning);
      process.on("warning", warn);
      await using pool = make({ maxWorkers: 1, idleTimeout: 2 ** 32 });
      const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
      const before = timers();
      const seen = new Set<string>();
      for (let i = 0; i < 20; i++) seen.add(await pool.submit(tasks(where)));
      assert.equal(seen.size, 1);
      assert.ok(timers() <= before + 1);
      await new Promise((resolve) => setTimeout(resolve, 20));
      process.off("warning", warn);
      assert.deepEqual(warned, []);
      assert.equal(pool.statistics().workers.length, 1);
    });

    test("minWorkers: so many start with the first call, and stay, also when one of them exits", async () => {
      await using pool = make({ maxWorkers: 3, minWorkers: 2, idleTimeout: 1 });
      assert.equal(pool.statistics().workers.length, 0);
      await Promise.all([1, 2, 3].map((n) => pool.submit(tasks(addSlowly), n, 0)));
      while (pool.statistics().workers.length > 2) await new Promise((resolve) => setTimeout(resolve, 1));
      await assert.rejects(async () => pool.submit(tasks(exit), 3), { code: "ERR_AGENT_ENDED" });
      assert.equal(pool.statistics().workers.length, 2);
      await using other = make({ maxWorkers: 3, minWorkers: 2 });
      await other.submit(tasks(add), 1, 2);
      assert.equal(other.statistics().workers.length, 2);
    });

    test("initializer: runs first in each worker; if it throws, the executor is broken", async () => {
      await using pool = make({ maxWorkers: 2, initializer: tasks(setUp), initargs: ["here"] });
      assert.deepEqual(await pool.submit(tasks(readLog)), ["set up: here"]);
      await using broken = make({ maxWorkers: 1, initializer: tasks(failToSetUp) });
      await assert.rejects(
        async () => broken.submit(tasks(add), 1, 2),
        (error: Error & { code?: string }) => {
          assert.equal(error.code, "ERR_BROKEN_EXECUTOR");
          assert.equal((error.cause as Error).message, "no set-up");
          return true;
        },
      );
      assert.throws(() => broken.submit(tasks(add), 1, 2), { code: "ERR_BROKEN_EXECUTOR" });
    });

    test("initializer: no call of a pinned view begins before it has run, however many may run at once", async () => {
      await using pool = make({ concurrency: 4, initializer: tasks(setUp), initargs: ["here"] });
      const api = pool.module<typeof tasksModule>(fixtures.tasks, { pin: true });
      const logs = await Promise.all([api.readLog(), api.readLog()]);
      assert.deepEqual(logs, [["set up: here"], ["set up: here"]]);
      const most = await Promise.all(Array.from({ length: 8 }, () => api.countActive()));
      assert.equal(Math.max(...most), 4);
    });

    test("pin: takes a worker that is not set up so far rather than one too many", async () => {
      await using pool = make({ maxWorkers: 1, initializer: tasks(setUp), initargs: ["here"] });
      const call = pool.submit(tasks(add), 1, 2);
      const api = pool.module<typeof tasksModule>(fixtures.tasks, { pin: true });
      assert.equal(pool.statistics().workers.length, 1);
      assert.deepEqual(await Promise.all([call, api.add(3, 4)]), [3, 7]);
    });

    test("initializer: as many workers start as there are calls for, though none is ready so far", async () => {
      await using pool = make({ maxWorkers: 3, initializer: tasks(setUp), initargs: ["here"] });
      const calls = Array.from({ length: 6 }, () => pool.submit(tasks(addSlowly), 1, 2));
      assert.equal(pool.statistics().workers.length, 3);
      await Promise.all(calls);
    });

    test("initializer: no more workers start than there are calls for", async () => {
      await using pool = make({
        maxWorkers: 4,
        concurrency: 2,
        initializer: tasks(setUp),
        initargs: ["here"],
      });
      const calls = Array.from({ length: 3 }, () => pool.submit(tasks(addSlowly), 1, 2));
      assert.equal(pool.statistics().workers.length, 2);
      await Promise.all(calls);
    });

    test("teardown: runs last in each worker that ends in good order", async () => {
      const pool = make({ maxWorkers: 1, maxTasksPerChild: 2, teardown: tasks(tearDown), stdout: "pipe" });
      for (let i = 0; i < 3; i++) await pool.submit(tasks(add), 1, 2);
      await pool.shutdown();
      assert.equal(await text(pool.stdout as Readable), "torn down\ntorn down\n");
    });

    test("teardown: what it throws is printed, and makes the program's status 1", async () => {
      const { status, stderr } = await runProgram(`
        import { ${name}, exported } from "tsyncio";
        import { add, failToTearDown } from "${fixtures.tasks}";
        const target = (fn) => exported("${fixtures.tasks}", fn);
        const pool = new ${name}({ maxWorkers: 1, teardown: target(failToTearDown) });
        await pool.submit(target(add), 1, 2);
        await pool.shutdown();
      `);
      assert.equal(status, 1);
      assert.match(
        stderr,
        /^The teardown of <\w+ Worker-1> ended with an error that nobody joined or awaited: RangeError: no tear-down/,
      );
    });
  });
}
