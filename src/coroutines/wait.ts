import { requireRunningLoop } from "../kernel/running.js";
import type { Coroutine } from "./awaitable.js";
import { checkList } from "./check-list.js";
import { checkTime } from "./check-time.js";
import { Future, setResultUnlessDone } from "./future.js";
import { type LazyAwaitable, whatIs } from "./lazy-awaitable.js";
import { lazily } from "./library-coroutine.js";

/** When {@link wait} ends: when one is done, when one has failed (or all are done), when all are done. */
export type ReturnWhen = "FIRST_COMPLETED" | "FIRST_EXCEPTION" | "ALL_COMPLETED";

/** Settings of {@link wait}. */
export interface WaitOptions {
  /** The longest to wait, in milliseconds; `null` for no limit. */
  readonly timeout?: number | null;
  /** `ALL_COMPLETED` by default. */
  readonly returnWhen?: ReturnWhen;
}

/** What {@link wait} found. */
export interface WaitResult<F> {
  readonly done: Set<F>;
  readonly pending: Set<F>;
}

const RETURN_WHEN: readonly string[] = ["FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"];

/**
 * Waits for tasks and futures, and says which are done. It never throws their errors, and cancels none, be it at its
 * timeout. Python: `asyncio.wait`.
 * @throws TypeError for a coroutine (make a task of it); or for what is no list; RangeError without any, or for an unknown `returnWhen`.
 *
 * @example
 * await run(function* () {
 *   const loop = getRunningLoop();
 *   const fast = loop.createTask(sleep(1, "fast"));
 *   const slow = loop.createTask(sleep(1000));
 *   const { done, pending } = yield* wait([fast, slow], { returnWhen: "FIRST_COMPLETED" });
 *   assert.ok(done.has(fast));
 *   for (const task of pending) task.cancel();
 * });
 */
export function wait<F extends Future<unknown>>(
  futures: Iterable<F>,
  options: WaitOptions = {},
): LazyAwaitable<WaitResult<F>> {
  checkList("wait", futures, options);
  const { timeout = null, returnWhen = "ALL_COMPLETED" } = options;
  checkTime(timeout, "set a timeout of");
  const set = new Set(futures);
  for (const future of set) {
    if (!(future instanceof Future)) {
      throw new TypeError(
        `Cannot wait for ${whatIs(future)}: wait() takes tasks and futures; make a task of a coroutine first`,
      );
    }
  }
  if (set.size === 0)
    throw new RangeError("Cannot wait for nothing: the collection of tasks and futures is empty");
  if (!RETURN_WHEN.includes(returnWhen)) {
    throw new RangeError(
      `Cannot wait until '${String(returnWhen)}': returnWhen is one of ${RETURN_WHEN.join(", ")}`,
    );
  }
  return lazily("wait", waitUntil(set, timeout, returnWhen));
}

function* waitUntil<F extends Future<unknown>>(
  futures: Set<F>,
  timeout: number | null,
  returnWhen: ReturnWhen,
): Coroutine<WaitResult<F>> {
  const loop = requireRunningLoop("wait()");
  const waiter = new Future<void>(loop).standFor({
    toString: () => `wait for ${returnWhen} of ${futures.size}`,
    blockers: () => [...futures].filter((future) => !future.done()),
  });
  const timer =
    timeout === null
      ? null
      : loop.timeAt(loop.time() + Math.max(0, timeout), setResultUnlessDone, waiter, undefined);
  let left = futures.size;
  const onDone = (future: Future<unknown>) => {
    left--;
    const ends =
      left <= 0 ||
      returnWhen === "FIRST_COMPLETED" ||
      (returnWhen === "FIRST_EXCEPTION" && !future.cancelled() && future.exception() !== null);
    if (!ends) return;
    timer?.cancel();
    setResultUnlessDone(waiter, undefined);
  };
  for (const future of futures) future.addDoneCallback(onDone);
  try {
    yield* waiter;
  } finally {
    timer?.cancel();
    for (const future of futures) future.removeDoneCallback(onDone);
  }
  const done = new Set<F>();
  const pending = new Set<F>();
  for (const future of futures) (future.done() ? done : pending).add(future);
  return { done, pending };
}
