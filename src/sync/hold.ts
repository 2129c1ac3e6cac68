import type { Coroutine } from "../coroutines/awaitable.js";
import type { LazyAwaitable, Startable } from "../coroutines/lazy-awaitable.js";

/**
 * Something that was acquired, to be given back once: `using hold = yield* lock.acquire()` gives it back at the end of
 * the block.
 */
export interface Hold {
  [Symbol.dispose](): void;
}

/** What can be acquired and released. */
export interface Acquirable {
  acquire(): LazyAwaitable<Hold>;
  release(): void;
}

/** Runs `body` while `resource` is acquired. */
export function* holding<T>(resource: Acquirable, body: () => Startable<T>): Coroutine<T> {
  yield* resource.acquire();
  try {
    return yield* body();
  } finally {
    resource.release();
  }
}
