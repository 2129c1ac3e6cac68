import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  add,
  addSlowly,
  block,
  readLog,
  sleepNatively,
  waitForEver,
  waitForSignal,
} from "../fixtures/tasks.js";
import { tasks } from "../targets.js";
import { pools } from "./pools.js";

for (const { name, make } of pools) {
  describe(`${name}: cancellation`, () => {
    test("cancel: reaches the coroutine, and only then the worker takes the next call", async () => {
      await using pool = make({ maxWorkers: 1 });
      const future = pool.submit(tasks(waitForEver));
      const next = pool.submit(tasks(readLog));
      while (pool.statistics().runTime.count === 0 && !future.running()) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (future.cancel()) break;
      }
      const log = await next;
      assert.ok(log.length === 0 || log[0] === "cleaned up");
    });

    test("signal: one for many calls, at which Node does not take offence", async () => {
      await using pool = make({ maxWorkers: 1 });
      const warned: Error[] = [];
      const warn = (warning: Error) => warned.push(warning);
      process.on("warning", warn);
      const controller = new AbortController();
      const { signal } = controller;
      assert.equal(await pool.submitWith({ signal }, tasks(addSlowly), 1, 2), 3);
      const calls = Array.from({ length: 20 }, () => pool.submitWith({ signal }, tasks(waitForEver)));
      controller.abort();
      for (const call of calls) await assert.rejects(async () => call, { name: "CancelledError" });
      await new Promise((resolve) => setImmediate(resolve));
      process.off("warning", warn);
      assert.deepEqual(warned, []);
    });

    test("options that are none are refused", async () => {
      await using pool = make({ maxWorkers: 1 });
      for (const [options, error] of [
        [
          { timeout: Number.NaN },
          { name: "RangeError", message: /^Cannot make a call with a timeout of NaN: 0 or more/ },
        ],
        [{ grace: -1 }, { name: "RangeError", message: /^Cannot make a call with a grace of -1: 0 or more/ }],
        [
          { signal: 5 as never },
          { name: "TypeError", message: "Cannot make a call with a signal of 5: an AbortSignal is expected" },
        ],
      ] as const)
        assert.throws(() => pool.submitWith(options, tasks(add), 1, 2), error);
    });

    test("timeout: what the host's functions throw when their signal aborts is a TimeoutError, too", async () => {
      await using pool = make({ maxWorkers: 1 });
      await assert.rejects(async () => pool.submitWith({ timeout: 5 }, tasks(sleepNatively)), {
        name: "TimeoutError",
        message: "The call did not end within 5 ms, and was cancelled",
      });
    });

    test("timeout: what is returned all the same, within the grace, is the result", async () => {
      await using pool = make({ maxWorkers: 1 });
      await pool.submit(tasks(block), 0);
      assert.equal(await pool.submitWith({ timeout: 0, grace: 10_000 }, tasks(block), 20), "blocked");
    });

    test("signal and timeout: a deadline counts from the start, and cancels the coroutine", async () => {
      await using pool = make({ maxWorkers: 1 });
      const slow = pool.submit(tasks(block), 200);
      const future = pool.submitWith({ timeout: 150 }, tasks(addSlowly), 1, 2);
      assert.equal(await future, 3, "time in the queue does not count");
      await slow;
      await assert.rejects(async () => pool.submitWith({ timeout: 5 }, tasks(waitForEver)), {
        name: "TimeoutError",
      });
      await assert.rejects(async () => pool.submitWith({ timeout: 5 }, tasks(waitForSignal)), {
        name: "TimeoutError",
      });
      assert.deepEqual(await pool.submit(tasks(readLog)), ["cleaned up", "aborted: CancelledError"]);
      const controller = new AbortController();
      const aborted = pool.submitWith({ signal: controller.signal }, tasks(waitForEver));
      controller.abort(new Error("enough"));
      await assert.rejects(async () => aborted, { name: "CancelledError", message: "enough" });
      assert.equal(await pool.submit(tasks(add), 1, 2), 3, "other calls are not harmed");
    });
  });
}
