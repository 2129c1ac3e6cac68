import type { AwaitableLike } from "./awaitable.js";
import { ensureFuture } from "./ensure-future.js";
import { Future } from "./future.js";
import { Task } from "./task.js";

/**
 * Protects an awaitable from the cancellation of who awaits it: the awaiting task gets its CancelledError, the awaitable
 * goes on. If it then fails, that is reported to the loop's exception handler. Python: `asyncio.shield`.
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
    if (outer.cancelled()) return;
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
    if (inner.done()) return;
    inner.removeDoneCallback(onInner);
    // Once, however many shields were given up.
    inner.removeDoneCallback(reportError);
    inner.addDoneCallback(reportError);
  });
  return outer;
}

/** Who waited for it was cancelled, and may be gone. Python 3.14. */
function reportError(inner: Future<unknown>): void {
  if (inner.cancelled()) return;
  const exception = inner.exception();
  if (exception === null) return;
  inner.loop.callExceptionHandler({
    message: `${exception.name} exception in shielded future`,
    exception,
    future: inner,
  });
}
