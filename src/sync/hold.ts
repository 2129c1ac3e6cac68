import type { AwaitableLike, Coroutine } from "../coroutines/awaitable.js";
import { checkBody } from "../coroutines/check-body.js";
import { waitable } from "../coroutines/host-promise.js";
import type { LazyAwaitable } from "../coroutines/lazy-awaitable.js";
import { lazily } from "../coroutines/library-coroutine.js";

/** What can be acquired and released. */
export interface Acquirable {
  acquire(): LazyAwaitable<Hold>;
  release(): void;
}

/**
 * Something that was acquired, to be given back once: `using hold = yield* lock.acquire()` gives it back at the end of
 * the block. Given back already, it does nothing more. Who calls `release()` has no use for it.
 *
 * @example
 * const lock = new Lock();
 * await run(function* () {
 *   const hold = yield* lock.acquire();
 *   hold[Symbol.dispose]();
 *   hold[Symbol.dispose]();
 *   assert.equal(lock.locked(), false);
 * });
 */
export class Hold {
  private resource: Acquirable | null;

  /** Programs call `acquire()`. */
  constructor(resource: Acquirable) {
    this.resource = resource;
  }

  /** Gives it back. */
  [Symbol.dispose](): void {
    const { resource } = this;
    this.resource = null;
    resource?.release();
  }
}

/** Runs `body` while `resource` is acquired: what the method `name` returns. */
export function hold<T>(name: string, resource: Acquirable, body: () => AwaitableLike<T>): LazyAwaitable<T> {
  checkBody(body, name);
  return lazily(name, holding(resource, body));
}

function* holding<T>(resource: Acquirable, body: () => AwaitableLike<T>): Coroutine<T> {
  yield* resource.acquire();
  try {
    return yield* waitable(body(), "the body of hold()");
  } finally {
    resource.release();
  }
}
