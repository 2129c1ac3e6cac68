import { RuntimeError } from "../kernel/errors.js";
import { requireRunningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";
import {
  type Awaitable,
  type AwaitableLike,
  type Coroutine,
  isAwaitable,
  isCoroutine,
  isThenable,
  type Startable,
} from "./awaitable.js";
import { Future } from "./future.js";
import { wrapFuture } from "./host-promise.js";
import { createTask, delegate, LazyAwaitable, whatIs } from "./lazy-awaitable.js";
import { ManagedCall } from "./managed-call.js";
import { isWrappable, TO_FUTURE } from "./wrappable.js";

/**
 * The future of whatever can be awaited: a future is returned as it is, a coroutine becomes a task, a host promise is
 * wrapped. Python: `asyncio.ensure_future`.
 * @throws TypeError if `awaitable` is none of these; RuntimeError (`ERR_FOREIGN_FUTURE`) for another loop's future.
 *
 * @example
 * await run(function* () {
 *   assert.equal(yield* ensureFuture(sleep(1, "a")), "a");
 * });
 */
export function ensureFuture<T>(
  awaitable: AwaitableLike<T>,
  options: { readonly loop?: Scheduler } = {},
): Future<T> {
  // The commonest first, and the cheapest to tell.
  if (isCoroutine(awaitable)) {
    return createTask(options.loop ?? requireRunningLoop("ensureFuture()"), awaitable as Coroutine<T>);
  }
  if (awaitable instanceof Future) {
    if (options.loop !== undefined && options.loop !== awaitable.loop) {
      throw new RuntimeError(
        `${awaitable} belongs to a different loop than the one given`,
        "ERR_FOREIGN_FUTURE",
      );
    }
    return awaitable as Future<T>;
  }
  const loop = options.loop ?? requireRunningLoop("ensureFuture()");
  if (awaitable instanceof ManagedCall) return awaitable.toFuture(loop);
  if (awaitable instanceof LazyAwaitable) return createTask(loop, awaitable as Startable<T>);
  if (isWrappable<T>(awaitable)) return awaitable[TO_FUTURE](loop);
  if (isAwaitable(awaitable)) return createTask(loop, delegate(awaitable as Awaitable<T>));
  if (isThenable(awaitable)) return wrapFuture(awaitable as PromiseLike<T>, loop);
  throw new TypeError(`Cannot make a future: an awaitable was expected, got ${whatIs(awaitable)}`);
}
