import { type Coroutine, isAwaitable, isCoroutine, isThenable } from "../coroutines/awaitable.js";
import { wrapFuture } from "../coroutines/host-promise.js";

/** Waits for what a test's function returned, be it a coroutine, an awaitable or a host promise; anything else is done. */
export function* waitForResult(result: unknown): Coroutine<unknown> {
  if (isCoroutine(result) || isAwaitable(result)) return yield* result as Coroutine<unknown>;
  if (isThenable(result)) return yield* wrapFuture(result);
  return result;
}
