import { CancelledError } from "../kernel/errors.js";
import { requireRunningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";
import type { AwaitableLike, Startable } from "./awaitable.js";
import { ensureFuture } from "./ensure-future.js";
import { Future } from "./future.js";
import { Task } from "./task.js";

/** What {@link gather} takes: anything that can be awaited. */
export type Gatherable<T = unknown> = AwaitableLike<T>;

/** The result of an awaitable. */
export type AwaitedOf<A> = A extends PromiseLike<infer T> ? T : A extends Startable<infer T> ? T : never;

/** Settings of {@link gather}. */
export interface GatherOptions {
  /** Whether errors are put among the results rather than thrown. `false` by default. */
  readonly returnExceptions?: boolean;
}

/**
 * Runs awaitables at once, and gives their results in the order of the awaitables. The first error is thrown at once;
 * the others go on. Cancelling it cancels them all, and it ends when they have. Python: `asyncio.gather`.
 *
 * @example
 * await run(function* () {
 *   const [one, two] = yield* gather([sleep(2, 1), sleep(1, "two")]);
 *   assert.deepEqual([one, two], [1, "two"]);
 * });
 */
export function gather<const A extends readonly Gatherable[]>(
  awaitables: A,
  options: GatherOptions & { readonly returnExceptions: true },
): Future<{ -readonly [K in keyof A]: AwaitedOf<A[K]> | Error }>;
export function gather<const A extends readonly Gatherable[]>(
  awaitables: A,
  options?: GatherOptions & { readonly returnExceptions?: false },
): Future<{ -readonly [K in keyof A]: AwaitedOf<A[K]> }>;
export function gather<A extends Gatherable>(
  awaitables: Iterable<A>,
  options: GatherOptions & { readonly returnExceptions: true },
): Future<(AwaitedOf<A> | Error)[]>;
export function gather<A extends Gatherable>(
  awaitables: Iterable<A>,
  options?: GatherOptions & { readonly returnExceptions?: false },
): Future<AwaitedOf<A>[]>;
export function gather(awaitables: Iterable<Gatherable>, options: GatherOptions = {}): Future<unknown[]> {
  const futures = new Map<Gatherable, Future<unknown>>();
  const children: Future<unknown>[] = [];
  const done: Future<unknown>[] = [];
  let loop: Scheduler | undefined;
  let outer: GatheringFuture;
  const onDone = (child: Future<unknown>) => outer.childDone(child);
  for (const awaitable of awaitables) {
    let future = futures.get(awaitable);
    if (future === undefined) {
      future = ensureFuture(awaitable, loop === undefined ? {} : { loop });
      loop = future.loop;
      // Whoever awaits the group learns how it ends.
      if (future !== awaitable && future instanceof Task) future.muteDestroyed();
      if (future.done()) done.push(future);
      else future.addDoneCallback(onDone);
      futures.set(awaitable, future);
    }
    children.push(future);
  }
  if (loop === undefined) {
    const empty = new Future<unknown[]>(requireRunningLoop("gather()"));
    empty.setResult([]);
    return empty;
  }
  outer = new GatheringFuture(loop, children, futures.size, options.returnExceptions ?? false);
  // CPython 3.12: what is done already counts at once, so that a gather of nothing else is done too.
  for (const child of done) outer.childDone(child);
  return outer;
}

class GatheringFuture extends Future<unknown[]> {
  private readonly children: readonly Future<unknown>[];
  private readonly returnExceptions: boolean;
  private left: number;
  private cancelRequested = false;

  constructor(
    loop: Scheduler,
    children: readonly Future<unknown>[],
    distinct: number,
    returnExceptions: boolean,
  ) {
    super(loop);
    this.children = children;
    this.returnExceptions = returnExceptions;
    this.left = distinct;
  }

  override cancel(message?: string): boolean {
    if (this.done()) return false;
    let cancelled = false;
    for (const child of this.children) cancelled = child.cancel(message) || cancelled;
    // It ends when they have: each may still clean up, or refuse.
    if (cancelled) this.cancelRequested = true;
    return cancelled;
  }

  override purpose(): string {
    return `gather of ${this.children.length}`;
  }

  override blockers(): Iterable<Future<unknown>> {
    return this.children.filter((child) => !child.done());
  }

  childDone(child: Future<unknown>): void {
    this.left--;
    if (this.done()) {
      child.retrieve();
      return;
    }
    if (!this.returnExceptions) {
      const error = child.cancelled() ? child.takeCancelledError() : child.exception();
      if (error !== null) {
        this.setException(error);
        return;
      }
    }
    if (this.left > 0) return;
    // As in CPython, it is the last child that says how a cancelled gather ends, however that one ended.
    const outcomes = this.children.map(outcomeOf);
    if (this.cancelRequested)
      this.setException((this.children.at(-1) as Future<unknown>).takeCancelledError());
    else this.setResult(outcomes);
  }
}

/** A result, or an error in its place. The very error that a task ended with is left to those who await the task. */
function outcomeOf(child: Future<unknown>): unknown {
  return child.cancelled()
    ? new CancelledError(child.cancelMessage())
    : (child.exception() ?? child.result());
}
