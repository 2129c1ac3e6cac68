import type { Coroutine } from "../coroutines/awaitable.js";
import type { Future, Purpose } from "../coroutines/future.js";

/**
 * Waits for `waiter`, which stands among the `waiters` of `owner` in order of arrival, until the wait is over or cancelled.
 */
export function* waitIn(owner: Purpose, waiters: Set<Future<void>>, waiter: Future<void>): Coroutine<void> {
  waiter.standFor(owner);
  waiters.add(waiter);
  try {
    yield* waiter;
  } finally {
    waiters.delete(waiter);
  }
}
