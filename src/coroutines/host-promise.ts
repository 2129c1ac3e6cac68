import { HostPromiseError } from "../kernel/errors.js";
import { requireRunningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";
import {
  type Awaitable,
  type AwaitableLike,
  type Coroutine,
  isAwaitable,
  isCoroutine,
  isThenable,
} from "./awaitable.js";
import { Future } from "./future.js";
import { summarize } from "./summarize.js";
import { isWrappable, TO_FUTURE } from "./wrappable.js";

/**
 * A future of `loop` (the running one by default) that follows a host promise, or a `ConcurrentFuture`. Cancelling it does
 * not stop what a promise stands for (give host APIs `currentTask()?.signal`); it does cancel a `ConcurrentFuture`. Python:
 * `asyncio.wrap_future`.
 * @throws HostPromiseError for a promise while the loop blocks its thread, in which no promise could settle; TypeError if `promise`
 * is not thenable.
 *
 * @example
 * await run(function* () {
 *   assert.equal(yield* wrapFuture(Promise.resolve(1)), 1);
 * });
 */
export function wrapFuture<T>(
  promise: PromiseLike<T>,
  loop: Scheduler = requireRunningLoop("wrapFuture()"),
): Future<T> {
  if (promise instanceof Future && promise.loop === loop) return promise as Future<T>;
  if (isWrappable<T>(promise)) return promise[TO_FUTURE](loop);
  if (!isThenable(promise))
    throw new TypeError(`Cannot wrap ${summarize(promise)} as a future: a promise is expected`);
  if (loop.mode === "blocking") throw new HostPromiseError("Cannot wait for a host promise");
  const future = new Future<T>(loop).standFor("a host promise");
  loop.hostFutures.add(future);
  promise.then(
    (value) => settle(() => future.setResult(value)),
    (reason: unknown) =>
      settle(() => future.setException(reason instanceof Error ? reason : nonError(reason))),
  );
  return future;

  function settle(complete: () => void): void {
    loop.hostFutures.delete(future);
    // Nobody waits any more for a future that was cancelled, or whose loop closed.
    if (!future.done() && !loop.isClosed()) complete();
  }
}

/**
 * A coroutine that waits for a promise, from its first step on. If the promise is rejected before, that is no unhandled
 * rejection.
 */
export function awaitPromise<T>(promise: PromiseLike<T>): Coroutine<T> {
  const followed = Promise.resolve(promise);
  followed.catch(() => {});
  return waitForPromise(followed);
}

function* waitForPromise<T>(promise: PromiseLike<T>): Coroutine<T> {
  return yield* wrapFuture(promise);
}

/**
 * What `yield*` can wait for, of what the body of a scope returned.
 * @param role says what returned it, for the error
 */
export function waitable<T>(value: AwaitableLike<T>, role: string): Coroutine<T> | Awaitable<T> {
  if (isCoroutine(value) || isAwaitable(value)) return value as Coroutine<T> | Awaitable<T>;
  if (isThenable(value)) return wrapFuture(value);
  throw new TypeError(
    `Cannot wait for what ${role} returned: a coroutine or a promise is expected, got ${summarize(value)}`,
  );
}

function nonError(reason: unknown): Error {
  return new Error(`A host promise was rejected with a value that is no Error: ${summarize(reason)}`, {
    cause: reason,
  });
}
