import assert from "node:assert/strict";
import { test } from "node:test";
import { newEventLoop, runCoroutineThreadsafe, Thread, ThreadPoolExecutor, toThread } from "tsyncio";
import { add } from "./fixtures/tasks.js";
import { tasks } from "./targets.js";

test("a function in place of a target is refused where it is given, with what to do", () => {
  const fn = add as never;
  using pool = new ThreadPoolExecutor();
  const { loop } = new Thread(tasks(add), [1, 2]);
  const refused = (doing: string) => ({
    name: "TypeError",
    message: `Cannot ${doing} the function 'add': a target is expected. Name the function with exported(import.meta.url, fn).`,
  });
  assert.throws(() => pool.submit(fn), refused("submit"));
  assert.throws(() => pool.submitWith({}, fn), refused("submit"));
  assert.throws(() => pool.map(fn, [1]), refused("map"));
  assert.throws(() => toThread(fn), refused("run in a thread"));
  assert.throws(() => runCoroutineThreadsafe(fn, [] as never, loop), refused("run"));
  assert.throws(() => loop.callSoonThreadsafe(fn), refused("call"));
  assert.throws(() => pool.submit(5 as never), /Cannot submit 5: a target is expected/);
});

test("runInExecutor refuses what is no executor", () => {
  using loop = newEventLoop();
  assert.throws(() => loop.runInExecutor(5 as never, tasks(add), 1, 2), {
    name: "TypeError",
    message: "Cannot runInExecutor: null or an executor with submit() is expected",
  });
});
