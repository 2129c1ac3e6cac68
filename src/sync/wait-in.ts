import type { Coroutine } from "../coroutines/awaitable.js";
import type { LoopBound } from "./loop-bound.js";
import { Waiter, type Waiters } from "./waiters.js";

/** Waits among the `waiters` of `owner`, in order of arrival, until the wait is over or cancelled. */
export function* waitIn(owner: LoopBound, waiters: Waiters): Coroutine<void> {
  const waiter = new Waiter(owner.boundTo());
  waiter.standFor(owner);
  waiters.add(waiter);
  try {
    yield* waiter;
  } finally {
    waiter.leave();
  }
}
