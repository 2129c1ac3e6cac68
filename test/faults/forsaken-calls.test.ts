import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ProcessPoolExecutor, ThreadPoolExecutor } from "tsyncio";
import type * as module from "../agents/fixtures/module.js";
import { runProgram } from "../drivers/program.js";

type Module = typeof module;

const url = new URL("../agents/fixtures/module.js", import.meta.url);

for (const Executor of [ThreadPoolExecutor, ProcessPoolExecutor]) {
  const { name } = Executor;

  /** A program that cancels a call which goes on for `ms` milliseconds all the same, and then does the rest. */
  const cancelling = (ms: number, rest = "", options = "") =>
    runProgram(`
      import { ${name} } from "tsyncio";
      const pool = new ${name}({ maxWorkers: 1 });
      const api = pool.module("${url}");
      const began = performance.now();
      const call = api.persist${options}(${ms}, () => call.cancel());
      await call.then(undefined, ({ name }) => console.log(name));
      process.on("exit", () => console.log(performance.now() - began < ${ms} ? "left" : "stayed"));
      ${rest}
    `);

  describe(`${name}: a cancelled call that goes on all the same`, { concurrency: true }, () => {
    test("it keeps the program alive for two seconds, not for as long as it takes", async () => {
      const { status, stdout, stderr } = await cancelling(30_000);
      assert.deepEqual(
        { status, stdout, stderr },
        { status: 0, stdout: "CancelledError\nleft\n", stderr: "" },
      );
    });

    test("a call that waits behind it keeps the program alive, be it made before that limit or after", async () => {
      for (const delay of [0, 2_300]) {
        const { status, stdout } = await cancelling(
          3_500,
          `setTimeout(async () => console.log(await api.double(2)), ${delay});`,
        );
        assert.deepEqual({ status, stdout }, { status: 0, stdout: "CancelledError\n4\nstayed\n" });
      }
    });

    test("a loop that blocks waits for what comes behind it", async () => {
      const { status, stdout } = await cancelling(
        3_500,
        `
          import { runSync } from "tsyncio";
          setTimeout(() => runSync(function* () { console.log(yield* api.double(2)); }), 2_300);
        `,
      );
      assert.deepEqual({ status, stdout }, { status: 0, stdout: "CancelledError\n4\nstayed\n" });
    });

    test("who waits for room behind it keeps the program alive", async () => {
      const { status, stdout } = await runProgram(`
        import { ${name} } from "tsyncio";
        const pool = new ${name}({ maxWorkers: 1, maxQueue: 0 });
        const call = pool.module("${url}").persist(3_500, () => call.cancel());
        await call.then(undefined, () => {});
        setTimeout(() => pool.whenRoom().then(() => console.log("room")), 2_300);
      `);
      assert.deepEqual({ status, stdout }, { status: 0, stdout: "room\n" });
    });

    test("grace: it may keep the program alive for longer", async () => {
      const { status, stdout } = await cancelling(3_500, "", ".with({ grace: Infinity })");
      assert.deepEqual({ status, stdout }, { status: 0, stdout: "CancelledError\nstayed\n" });
    });

    test("what it answers in the end is not heard, and its worker goes on", async () => {
      await using pool = new Executor({ maxWorkers: 1 });
      const api = pool.module<Module>(url);
      const call = api.persist(2_300, () => call.cancel());
      await assert.rejects(async () => call, { name: "CancelledError" });
      const began = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 2_100));
      assert.equal(pool.statistics().running, 1);
      assert.equal(await api.double(2), 4);
      assert.ok(performance.now() - began > 2_200);
      assert.deepEqual([pool.statistics().running, pool.statistics().workers.length], [0, 1]);
    });
  });
}
