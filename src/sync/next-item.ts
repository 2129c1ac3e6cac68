import type { Coroutine } from "../coroutines/awaitable.js";
import type { LazyAwaitable } from "../coroutines/lazy-awaitable.js";
import { QueueShutDown } from "../kernel/errors.js";

/** What the iterator of a queue gives: what `get()` does, until the queue is shut down and empty. */
export function* nextItem<T>(queue: { get(): LazyAwaitable<T> }): Coroutine<IteratorResult<T, undefined>> {
  try {
    return { done: false, value: yield* queue.get() };
  } catch (error) {
    if (!(error instanceof QueueShutDown)) throw error;
    return { done: true, value: undefined };
  }
}
