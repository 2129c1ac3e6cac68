import { noteAwaited, noteMade } from "../kernel/note.js";
import { observedLoops } from "../kernel/observer.js";
import { requireRunningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";
import {
  type Awaitable,
  type Coroutine,
  isCoroutine,
  isThenable,
  type Startable,
  type Suspension,
} from "./awaitable.js";
import { Future } from "./future.js";
import { awaitPromise } from "./host-promise.js";
import { ManagedCall } from "./managed-call.js";
import { Task, type TaskOptions } from "./task.js";

/**
 * An awaitable that does nothing until it is awaited, as a coroutine does: what `sleep(…)` returns. In a generator it
 * runs as a part of the task that waits for it; `await` in host code gives it a task of its own, once.
 */
export abstract class LazyAwaitable<T> implements Awaitable<T> {
  /** What host code awaits it as. Few are, and the others do without a place for it. */
  private task?: Task<T>;

  constructor() {
    if (observedLoops > 0) noteMade(this);
  }

  /** Starts it, as a part of the task that runs. */
  abstract [Symbol.iterator](): Iterator<Suspension, T, unknown>;

  /** Starts it as a task of the running loop. */
  // biome-ignore lint/suspicious/noThenProperty: this is what makes it awaitable
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    if (this.task === undefined) {
      this.task = createTask(requireRunningLoop(`await ${this}`), this);
      this.noteStarted();
    }
    return this.task.then(onFulfilled, onRejected);
  }

  toString(): string {
    return `<${this.constructor.name}>`;
  }

  /** @internal Whoever wants to know what was made and never awaited is told that this was. */
  protected noteStarted(): void {
    if (observedLoops > 0) noteAwaited(this, this.task);
  }
}

/** Makes the tasks of a loop in place of `createTask`. */
export type TaskFactory = <T>(loop: Scheduler, coro: Coroutine<T>, options: TaskOptions) => Task<T>;

/** Makes a task of `loop`; `EventLoop.createTask` says more. */
export function createTask<T>(loop: Scheduler, coro: Startable<T>, options?: TaskOptions): Task<T> {
  loop.checkOpen("createTask");
  if (!isCoroutine(coro) && coro instanceof ManagedCall) return coro.toTask(loop, options);
  return makeTask(loop, toCoroutine(coro), options);
}

/** Makes the task of a coroutine that has not begun, by the loop's factory if it has one. */
export function makeTask<T>(loop: Scheduler, coro: Coroutine<T>, options?: TaskOptions): Task<T> {
  const factory = loop.taskFactory as TaskFactory | null;
  return factory === null ? new Task(loop, coro, options) : factory(loop, coro, options ?? {});
}

function toCoroutine<T>(value: Startable<T>): Coroutine<T> {
  if (isCoroutine(value)) return value as Coroutine<T>;
  if (value instanceof LazyAwaitable) return delegate(value as LazyAwaitable<T>);
  if (isThenable(value) && !(value instanceof Future)) return awaitPromise(value);
  throw new TypeError(`Cannot createTask: a coroutine was expected, got ${whatIs(value)}`);
}

/** A coroutine that waits for `awaitable`. */
export function* delegate<T>(awaitable: Awaitable<T>): Coroutine<T> {
  return yield* awaitable;
}

/** Says what `value` is and what to do with it, for the errors of calls that expected a coroutine. */
export function whatIs(value: unknown): string {
  if (value instanceof Future) return `${value}, which runs already: await it, or use ensureFuture`;
  if (value instanceof LazyAwaitable) return `${value}`;
  if (typeof value === "function") return `the function '${value.name}': call it, and pass what it returns`;
  return value === null
    ? "null"
    : typeof value === "object"
      ? Object.prototype.toString.call(value)
      : `${typeof value} ${String(value)}`;
}
