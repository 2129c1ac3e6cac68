import type { Coroutine } from "../coroutines/awaitable.js";
import { RuntimeError } from "../kernel/errors.js";
import { findRunningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";

type Cleanup = () => unknown;

/** What the tests that run have to clean up, by their loops. */
const cleanupsOf = new WeakMap<Scheduler, Cleanup[]>();

/** Lets the test that `loop` belongs to have cleanups. */
export function acceptCleanups(loop: Scheduler): void {
  cleanupsOf.set(loop, []);
}

/** The cleanups of a test, the last added first; those that are added meanwhile, too. */
export function* runCleanups(loop: Scheduler, attempt: (fn: Cleanup) => Coroutine<void>): Coroutine<void> {
  const cleanups = cleanupsOf.get(loop) ?? [];
  for (let cleanup = cleanups.pop(); cleanup !== undefined; cleanup = cleanups.pop()) yield* attempt(cleanup);
}

/**
 * Calls `fn(...args)` when the isolated test that runs has ended, however it ends, after its `tearDown` and on its loop.
 * The last added is called first, and waited for. Python: `addCleanup` and `addAsyncCleanup`.
 * @throws RuntimeError (`ERR_NO_TEST`) outside of an isolated test.
 *
 * @example
 * const steps: string[] = [];
 * await isolated(function* () {
 *   addCleanup(() => steps.push("first added"));
 *   addCleanup(function* () {
 *     yield* sleep(1000);
 *     steps.push("last added");
 *   });
 *   steps.push("body");
 * })();
 * assert.deepEqual(steps, ["body", "last added", "first added"]);
 */
export function addCleanup<A extends readonly unknown[]>(fn: (...args: A) => unknown, ...args: A): void {
  if (typeof fn !== "function") {
    throw new TypeError(`Cannot addCleanup: a function is expected, got ${fn === null ? "null" : typeof fn}`);
  }
  const loop = findRunningLoop();
  const cleanups = loop === null ? undefined : cleanupsOf.get(loop);
  if (cleanups === undefined) {
    throw new RuntimeError(
      "Cannot addCleanup here: no isolated test runs. Call it inside the body of isolated(…), or in its setUp.",
      "ERR_NO_TEST",
    );
  }
  cleanups.push(() => fn(...args));
}
