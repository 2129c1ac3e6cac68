import type { Coroutine } from "../../coroutines/awaitable.js";
import type { LazyAwaitable } from "../../coroutines/lazy-awaitable.js";
import { lazily } from "../../coroutines/library-coroutine.js";
import { getRunningLoop } from "../../loop/current.js";
import type { TargetFunction, TargetLike, TargetResult } from "../../loop/executor.js";
import { checkTarget } from "../check-target.js";

/**
 * Calls a function in another thread while the loop goes on: `yield*` or `await` it. It runs in the loop's default executor.
 * Cancelling the task that waits cancels the call. Python: `asyncio.to_thread`.
 *
 * ```ts
 * const digest = yield* toThread(exported(import.meta.url, hashFile), path);
 * ```
 */
export function toThread<F extends TargetFunction>(
  target: TargetLike<F>,
  ...args: Parameters<F>
): LazyAwaitable<TargetResult<F>> {
  checkTarget(target, "run in a thread");
  return lazily("toThread", runInThread(target, args));
}

function* runInThread<F extends TargetFunction>(
  target: TargetLike<F>,
  args: Parameters<F>,
): Coroutine<TargetResult<F>> {
  return yield* getRunningLoop().runInExecutor(null, target, ...args);
}
