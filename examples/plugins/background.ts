/*
 * A thread for what a synchronous plugin needs done: the plugin blocks on the result, and the loop over there awaits
 * promises, reads files, keeps caches. It starts with the first call, ends with the program, and is replaced if it fails.
 */
import {
  type ConcurrentFuture,
  type Target,
  type TargetFunction,
  type TargetResult,
  ThreadPoolExecutor,
} from "tsyncio";

/** One thread, whose loop runs many calls at a time. */
const pool = new ThreadPoolExecutor({ maxWorkers: 1, concurrency: 1_000, name: "plugin" });

/** Starts a call, whose result is to be awaited, or blocked on with `result()`. */
export function start<F extends TargetFunction>(
  target: Target<F>,
  ...args: Parameters<F>
): ConcurrentFuture<TargetResult<F>> {
  return pool.submit(target, ...args);
}
