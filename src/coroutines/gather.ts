import { CancelledError } from "../kernel/errors.js";
import type { Callback } from "../kernel/handle.js";
import type { Runnable } from "../kernel/ready-queue.js";
import { requireRunningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";
import type { AwaitableLike, Startable } from "./awaitable.js";
import { checkList } from "./check-list.js";
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
  checkList("gather", awaitables, options);
  const list: readonly Gatherable[] = Array.isArray(awaitables) ? awaitables : [...awaitables];
  if (list.length === 0) {
    const empty = new Future<unknown[]>(requireRunningLoop("gather()"));
    empty.setResult([]);
    return empty;
  }
  const outer = new GatheringFuture(loopOf(list[0]), options.returnExceptions ?? false);
  const known = hasDuplicates(list) ? new Map<Gatherable, Future<unknown>>() : null;
  try {
    for (const awaitable of list) outer.add(awaitable, known);
  } catch (error) {
    outer.abandon();
    throw error;
  }
  outer.countDone();
  return outer;
}

/** Up to this length, to compare each with each costs less than a set. */
const SHORT = 8;

/** Few have any, and to tell that costs less than a map of all. */
function hasDuplicates(list: readonly unknown[]): boolean {
  if (list.length > SHORT) return new Set(list).size < list.length;
  for (let i = 1; i < list.length; i++) if (list.indexOf(list[i]) < i) return true;
  return false;
}

function loopOf(first: Gatherable | undefined): Scheduler {
  return first instanceof Future ? first.loop : requireRunningLoop("gather()");
}

class GatheringFuture extends Future<unknown[]> {
  private readonly children: Future<unknown>[] = [];
  private readonly returnExceptions: boolean;
  private left = 0;
  private cancelRequested = false;
  private doneAlready: Future<unknown>[] | null = null;

  constructor(loop: Scheduler, returnExceptions: boolean) {
    super(loop);
    this.returnExceptions = returnExceptions;
  }

  /** Adds a child; one that is among the `known` has been counted. */
  add(awaitable: Gatherable, known: Map<Gatherable, Future<unknown>> | null): void {
    let future = known?.get(awaitable);
    if (future === undefined) {
      future = ensureFuture(awaitable, this);
      // Whoever awaits the group learns how it ends.
      if (future !== awaitable && future instanceof Task) future.muteDestroyed();
      this.left++;
      if (!future.done()) {
        future.addWaiter(new Child(this, future));
      } else {
        this.doneAlready ??= [];
        this.doneAlready.push(future);
      }
      known?.set(awaitable, future);
    }
    this.children.push(future);
  }

  /** CPython 3.12: what was done already counts at once, so that a gather of nothing else is done too. */
  countDone(): void {
    if (this.doneAlready === null) return;
    for (const child of this.doneAlready) this.childDone(child);
    this.doneAlready = null;
  }

  /** Nobody will ever know of it: one of the awaitables was none. */
  abandon(): void {
    super.cancel();
  }

  override cancel(message?: string): boolean {
    if (this.done()) return false;
    let cancelled = false;
    for (const child of this.children) cancelled = child.cancel(message) || cancelled;
    // It ends when they have: each may still clean up, or refuse.
    if (cancelled) this.cancelRequested = true;
    return cancelled;
  }

  /** @internal Who leaves does not learn how it ends. That it was cancelled is no news. */
  override removeWaiter(waiter: Runnable | Callback): number {
    this.addDoneCallback(() => {
      if (this.endsInCancel()) this.retrieve();
    });
    return super.removeWaiter(waiter);
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

/** The entry of the ready queue that counts a child once it is done. */
class Child implements Runnable {
  private readonly outer: GatheringFuture;
  private readonly future: Future<unknown>;

  constructor(outer: GatheringFuture, future: Future<unknown>) {
    this.outer = outer;
    this.future = future;
  }

  run(): void {
    this.outer.childDone(this.future);
  }

  toString(): string {
    return `<gather counts ${this.future}>`;
  }
}
