import type { AwaitableLike, Coroutine } from "./awaitable.js";
import { checkBody } from "./check-body.js";
import { waitable } from "./host-promise.js";
import type { LazyAwaitable } from "./lazy-awaitable.js";
import { lazily } from "./library-coroutine.js";

type Closing = AwaitableLike<unknown> | PromiseLike<unknown>;

/** What {@link aclosing} can close: a cursor, an async generator, what `await using` takes. */
export type AsyncClosable =
  | { aclose(): Closing }
  | { [Symbol.asyncDispose](): PromiseLike<unknown> }
  | { return(): PromiseLike<unknown> };

/**
 * Runs `body`, then closes `thing` however the body ended, and waits for that: `await using` for generator coroutines.
 * Python: `async with contextlib.aclosing(thing)`.
 *
 * @example
 * let open = true;
 * async function* numbers() {
 *   try {
 *     yield 1;
 *     yield 2;
 *   } finally {
 *     open = false;
 *   }
 * }
 * await run(function* () {
 *   const first = yield* aclosing(aiter(numbers()), function* (items) {
 *     yield* items.moveNext();
 *     return items.current;
 *   });
 *   assert.deepEqual([first, open], [1, false]);
 * });
 */
export function aclosing<A extends AsyncClosable, T>(
  thing: A,
  body: (thing: A) => AwaitableLike<T>,
): LazyAwaitable<T> {
  const close = closerOf(thing);
  checkBody(body, "aclosing");
  return lazily("aclosing", closeAfter(thing, close, body));
}

function* closeAfter<A, T>(
  thing: A,
  close: () => Closing,
  body: (thing: A) => AwaitableLike<T>,
): Coroutine<T> {
  try {
    return yield* waitable(body(thing), "the body of aclosing");
  } finally {
    yield* waitable(close.call(thing), "a method that closes");
  }
}

function closerOf(thing: AsyncClosable): () => Closing {
  const { aclose, return: end, [Symbol.asyncDispose]: dispose } = thing as Record<string | symbol, unknown>;
  const close = [aclose, dispose, end].find((method) => typeof method === "function");
  if (close === undefined) {
    throw new TypeError(
      "Cannot use aclosing: what it closes has no method aclose(), [Symbol.asyncDispose]() or return()",
    );
  }
  return close as () => Closing;
}
