import type { AwaitableLike } from "./awaitable.js";
import { ensureFuture } from "./ensure-future.js";
import { Future } from "./future.js";
import { Task } from "./task.js";

/**
 * Protects an awaitable from the cancellation of who awaits it: the awaiting task gets its CancelledError, the awaitable
 * goes on. Keep a reference to what goes on, to learn how it ends. Python: `asyncio.shield`.
 *
 * @example
 * await run(function* () {
 *   const loop = getRunningLoop();
 *   const inner = loop.createTask(sleep(5, "kept"));
 *   const outer = shield(inner);
 *   outer.cancel();
 *   assert.equal(yield* inner, "kept");
 * });
 */
export function shield<T>(awaitable: AwaitableLike<T>): Future<T> {
  const inner = ensureFuture(awaitable);
  if (inner.done()) return inner;
  const outer = new Future<T>(inner.loop).standFor({ toString: () => "shield", blockers: () => [inner] });
  if (inner !== awaitable && inner instanceof Task) inner.muteDestroyed();
  const onInner = () => {
    if (outer.cancelled()) {
      // Nobody waits any more: its error counts as asked for, as in CPython.
      inner.retrieve();
      return;
    }
    if (inner.cancelled()) {
      outer.cancel();
      return;
    }
    const error = inner.exception();
    if (error !== null) outer.setException(error);
    else outer.setResult(inner.result());
  };
  inner.addDoneCallback(onInner);
  outer.addDoneCallback(() => {
    if (!inner.done()) inner.removeDoneCallback(onInner);
  });
  return outer;
}
