import type { Coroutine } from "../coroutines/awaitable.js";
import type { Future } from "../coroutines/future.js";

/** Waits for `waiter`, which stands among `waiters`, in order of arrival, until the wait is over or cancelled. */
export function* waitIn(waiters: Set<Future<void>>, waiter: Future<void>): Coroutine<void> {
  waiters.add(waiter);
  try {
    yield* waiter;
  } finally {
    waiters.delete(waiter);
  }
}
