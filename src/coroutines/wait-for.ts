import { CancelledError, TimeoutError } from "../kernel/errors.js";
import { requireRunningLoop } from "../kernel/running.js";
import { type AwaitableLike, type Coroutine, isCoroutine, isThenable } from "./awaitable.js";
import { checkTime } from "./check-time.js";
import { ensureFuture } from "./ensure-future.js";
import { Future, setResultUnlessDone } from "./future.js";
import { waitable } from "./host-promise.js";
import { type LazyAwaitable, whatIs } from "./lazy-awaitable.js";
import { lazily } from "./library-coroutine.js";
import { runLimited, Timeout } from "./timeout.js";

/**
 * Waits for an awaitable, at most `ms` milliseconds: then it is cancelled, and a TimeoutError thrown once it has ended. A
 * coroutine runs as a part of the task that waits. `null` waits as long as it takes. Python: `asyncio.wait_for`.
 *
 * @example
 * await run(function* () {
 *   assert.equal(yield* waitFor(sleep(1, "in time"), 1000), "in time");
 * });
 */
export function waitFor<T>(awaitable: AwaitableLike<T>, ms: number | null): LazyAwaitable<T> {
  checkTime(ms, "waitFor");
  if (!isCoroutine(awaitable) && !isThenable(awaitable)) {
    throw new TypeError(`Cannot waitFor: an awaitable was expected, got ${whatIs(awaitable)}`);
  }
  return lazily("waitFor", waitAtMost(awaitable, ms));
}

function* waitAtMost<T>(awaitable: AwaitableLike<T>, ms: number | null): Coroutine<T> {
  if (ms !== null && ms <= 0) return yield* takeNow(ensureFuture(awaitable));
  const when = ms === null ? null : requireRunningLoop("waitFor()").time() + ms;
  return yield* runLimited(new Timeout(when), () => waitable(awaitable, "waitFor's caller"));
}

/** The result of what is done already; what is not is cancelled, and may still refuse. */
function* takeNow<T>(future: Future<T>): Coroutine<T> {
  if (future.done()) return future.result();
  yield* cancelAndWait(future);
  try {
    return future.result();
  } catch (error) {
    if (error instanceof CancelledError) throw new TimeoutError("The deadline has passed", { cause: error });
    throw error;
  }
}

function* cancelAndWait(future: Future<unknown>): Coroutine<void> {
  const waiter = new Future<void>(future.loop).standFor({
    toString: () => "waitFor, which cancelled it",
    blockers: () => [future],
  });
  const onDone = () => setResultUnlessDone(waiter, undefined);
  future.addDoneCallback(onDone);
  try {
    future.cancel();
    yield* waiter;
  } finally {
    future.removeDoneCallback(onDone);
  }
}
