import { TimeoutError } from "../kernel/errors.js";
import { blockFor, type IsBlocked, type Wait } from "./blocking-wait.js";
import { checkTimeout } from "./check-timeout.js";
import { ConcurrentFuture } from "./concurrent-future.js";

/** Settings of {@link waitForFutures}. */
export interface WaitForFuturesOptions {
  /** The longest to wait, in milliseconds. */
  readonly timeout?: number;
  /** When to return; `"ALL_COMPLETED"` by default. */
  readonly returnWhen?: "FIRST_COMPLETED" | "FIRST_EXCEPTION" | "ALL_COMPLETED";
}

const MOMENTS: readonly string[] = ["FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"];

/**
 * Blocks this thread until futures are done, and returns which are, and which are not. A timeout is no error. Coroutines
 * await the futures instead, or give them to `wait`. Python: `concurrent.futures.wait`.
 * @throws TypeError for what is no ConcurrentFuture; RangeError for an option that is none.
 *
 * @example
 * const [first, second] = [new ConcurrentFuture<number>(), new ConcurrentFuture<number>()];
 * first.setResult(1);
 * const { done, notDone } = waitForFutures([first, second], { returnWhen: "FIRST_COMPLETED" });
 * assert.deepEqual([[...done], [...notDone]], [[first], [second]]);
 */
export function waitForFutures<T>(
  futures: Iterable<ConcurrentFuture<T>>,
  options: WaitForFuturesOptions = {},
): { done: Set<ConcurrentFuture<T>>; notDone: Set<ConcurrentFuture<T>> } {
  const all = checkedSet(futures);
  const limit = checkTimeout(options.timeout, "wait for futures");
  const { returnWhen = "ALL_COMPLETED" } = options;
  if (!MOMENTS.includes(returnWhen))
    throw new RangeError(`Cannot wait for futures until ${returnWhen}: ${MOMENTS.join(", ")} are known`);
  const isOver = () => {
    const done = [...all].filter((future) => future.done());
    if (done.length === all.size) return true;
    if (returnWhen === "FIRST_COMPLETED") return done.length > 0;
    return returnWhen === "FIRST_EXCEPTION" && done.some(hasFailed);
  };
  const isForAll = returnWhen === "ALL_COMPLETED";
  if (!isOver()) blockFor(waitFor(all, isForAll, isOver), limit);
  const done = new Set([...all].filter((future) => future.done()));
  return { done, notDone: new Set([...all].filter((future) => !done.has(future))) };
}

/**
 * Gives futures in the order in which they are done, and blocks this thread for the next one. In a coroutine, use
 * `asCompleted`. Python: `concurrent.futures.as_completed`.
 * @throws TypeError for what is no ConcurrentFuture; TimeoutError, of the iterator, if not all are done within `timeout`
 * milliseconds after it was first asked for one.
 *
 * @example
 * const [first, second] = [new ConcurrentFuture<string>(), new ConcurrentFuture<string>()];
 * second.setResult("second");
 * first.setResult("first");
 * assert.deepEqual([...futuresAsCompleted([first, second])].map((future) => future.result()), ["first", "second"]);
 */
export function futuresAsCompleted<T>(
  futures: Iterable<ConcurrentFuture<T>>,
  options: { readonly timeout?: number } = {},
): Generator<ConcurrentFuture<T>, void, undefined> {
  return inOrderOfCompletion(checkedSet(futures), checkTimeout(options.timeout, "wait for futures"));
}

function* inOrderOfCompletion<T>(
  all: ReadonlySet<ConcurrentFuture<T>>,
  limit: number,
): Generator<ConcurrentFuture<T>, void, undefined> {
  const end = performance.now() + limit;
  const done: ConcurrentFuture<T>[] = [];
  const wait = waitFor(all, false, () => done.length > 0);
  for (const future of all) future.addDoneCallback(() => done.push(future));
  for (let left = all.size; left > 0; left--) {
    if (done.length === 0 && !blockFor(wait, end - performance.now()))
      throw new TimeoutError(`${left} of ${all.size} futures are not done within ${limit} ms`);
    yield done.shift() as ConcurrentFuture<T>;
  }
}

function checkedSet<T>(futures: Iterable<ConcurrentFuture<T>>): Set<ConcurrentFuture<T>> {
  const all = new Set(futures);
  for (const future of all) {
    if (!(future instanceof ConcurrentFuture))
      throw new TypeError(`Cannot block for ${String(future)}: a ConcurrentFuture is expected`);
  }
  return all;
}

/** A wait for all of them, or for one. */
function waitFor(futures: Iterable<ConcurrentFuture<unknown>>, isForAll: boolean, done: () => boolean): Wait {
  const pending = () => [...futures].filter((future) => !future.done());
  return {
    done,
    needs(isBlocked: IsBlocked) {
      const isStuck = (future: ConcurrentFuture<unknown>) => future.needs(isBlocked);
      return isForAll ? pending().some(isStuck) : pending().every(isStuck);
    },
    onBlock() {
      for (const future of pending()) future.onBlock();
    },
  };
}

function hasFailed(future: ConcurrentFuture<unknown>): boolean {
  return !future.cancelled() && future.hasException();
}
