/* An AbortSignal that is for many tasks, calls and waits at once. */
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, test } from "node:test";
import {
  type CallOptions,
  createTask,
  exported,
  gather,
  getRunningLoop,
  newEventLoop,
  run,
  runCoroutineThreadsafe,
  sleep,
  Thread,
  ThreadPoolExecutor,
} from "tsyncio";
import { addSlowly, waitForEver } from "../agents/fixtures/tasks.js";
import { tasks } from "../agents/targets.js";

const COUNT = 1_000;

const numbers = Array.from({ length: COUNT }, (_, i) => i);

/** Runs `fn`, during which Node warns of nothing, and after which nobody listens to the signal. */
async function quietly(fn: (controller: AbortController) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const warnings: Error[] = [];
  const warn = (warning: Error) => warnings.push(warning);
  process.on("warning", warn);
  await fn(controller);
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", warn);
  assert.deepEqual(warnings, []);
  assert.equal(getEventListeners(controller.signal, "abort").length, 0);
}

describe(`one signal for ${COUNT}`, () => {
  test("tasks that return", () =>
    quietly(async ({ signal }) => {
      const results = await run(function* () {
        return yield* gather(numbers.map((n) => createTask(sleep(1, n), { signal })));
      });
      assert.deepEqual(results, numbers);
    }));

  test("tasks that it cancels", () =>
    quietly(async (controller) => {
      const { signal } = controller;
      await run(function* () {
        const all = numbers.map(() => createTask(sleep(1_000_000), { signal }));
        yield* sleep(1);
        controller.abort();
        yield* gather(all, { returnExceptions: true });
        assert.ok(all.every((task) => task.cancelled()));
      });
    }));

  test("tasks of which some belong to a loop that has closed: the others are cancelled", () =>
    quietly(async (controller) => {
      const { signal } = controller;
      const closed = newEventLoop();
      closed.setExceptionHandler(() => {});
      for (const _ of numbers) closed.createTask(sleep(1_000_000), { signal });
      closed.runUntilComplete(sleep(0));
      await run(function* () {
        const all = numbers.map(() => getRunningLoop().createTask(sleep(1_000_000), { signal }));
        yield* sleep(1);
        closed.close();
        controller.abort();
        yield* gather(all, { returnExceptions: true });
        assert.ok(all.every((task) => task.cancelled()));
      });
    }));

  test("calls of an executor", () =>
    quietly(async (controller) => {
      const options: CallOptions = { signal: controller.signal };
      await using pool = new ThreadPoolExecutor({ maxWorkers: 1, concurrency: COUNT });
      const calls = numbers.map((n) => pool.submitWith(options, tasks(addSlowly), n, 0));
      assert.deepEqual(await Promise.all(calls), numbers);
      const waiting = numbers.map(() => pool.submitWith(options, tasks(waitForEver)));
      controller.abort();
      for (const call of waiting) await assert.rejects(async () => call, { name: "CancelledError" });
      while (pool.statistics().running > 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }));

  test("calls into the loop of a thread", () =>
    quietly(async ({ signal }) => {
      await using thread = new Thread(tasks(waitForEver), []).start();
      const target = exported(tasks(addSlowly).url, addSlowly);
      const calls = numbers.map((n) => runCoroutineThreadsafe(target, [n, 0], thread.loop, { signal }));
      assert.deepEqual(await Promise.all(calls), numbers);
    }));
});
