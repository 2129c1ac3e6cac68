import type { Awaitable, Coroutine } from "../coroutines/awaitable.js";
import { Future } from "../coroutines/future.js";
import { wrapFuture } from "../coroutines/host-promise.js";
import {
  delegate,
  isAwaitable,
  isCoroutine,
  isThenable,
  LazyAwaitable,
  type Startable,
  whatIs,
} from "../coroutines/lazy-awaitable.js";
import { HostPromiseError } from "../kernel/errors.js";

/**
 * What a loop can run to its end: a coroutine, anything else that can be awaited, or a function that returns one. A
 * function is called inside the loop.
 */
export type Main<T> = Startable<T> | PromiseLike<T> | (() => Startable<T> | PromiseLike<T>);

const AsyncFunction = (async () => {}).constructor;

/** Refuses what can't be run by a loop that blocks its thread. */
export function checkBlockingMain(main: unknown): void {
  if (typeof main === "function" && main instanceof AsyncFunction) {
    throw new HostPromiseError(`Cannot run the async function '${main.name}'`);
  }
  if (isThenable(main) && !isAwaitable(main)) {
    throw new HostPromiseError("Cannot wait for a host promise");
  }
}

/** What `main` stands for: a future, or what a task can be made of. */
export function toStartable<T>(main: Main<T>): Startable<T> | Future<T> {
  if (typeof main === "function") return callMain(main);
  if (main instanceof Future || !isThenable(main) || main instanceof LazyAwaitable)
    return main as Startable<T> | Future<T>;
  if (isAwaitable(main)) return delegate(main as Awaitable<T>);
  // It is followed from the task's first step on; if it is rejected before, that is no unhandled rejection.
  const promise = Promise.resolve(main as PromiseLike<T>);
  promise.catch(() => {});
  return awaitPromise(promise);
}

function* awaitPromise<T>(promise: PromiseLike<T>): Coroutine<T> {
  return yield* wrapFuture(promise);
}

function* callMain<T>(main: () => Startable<T> | PromiseLike<T>): Coroutine<T> {
  const result: unknown = main();
  if (isCoroutine(result) || isAwaitable(result)) {
    return yield* result as Coroutine<T>;
  }
  if (isThenable(result)) return yield* wrapFuture(result as PromiseLike<T>);
  throw new TypeError(
    `Cannot run '${main.name}': it should return a coroutine or a promise, and returned ${whatIs(result)}`,
  );
}
