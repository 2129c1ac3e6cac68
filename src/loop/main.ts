import {
  type Awaitable,
  type AwaitableLike,
  type Coroutine,
  isAwaitable,
  isCoroutine,
  isThenable,
  type Startable,
} from "../coroutines/awaitable.js";
import { Future } from "../coroutines/future.js";
import { awaitPromise, wrapFuture } from "../coroutines/host-promise.js";
import { delegate, LazyAwaitable, whatIs } from "../coroutines/lazy-awaitable.js";
import { ManagedCall } from "../coroutines/managed-call.js";
import { HostPromiseError } from "../kernel/errors.js";

/**
 * What a loop can run to its end: a coroutine, anything else that can be awaited, or a function that returns one. A
 * function is called inside the loop.
 */
export type Main<T> = AwaitableLike<T> | (() => AwaitableLike<T>);

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
  if (
    main instanceof Future ||
    !isThenable(main) ||
    main instanceof LazyAwaitable ||
    main instanceof ManagedCall
  )
    return main as Startable<T> | Future<T>;
  if (isAwaitable(main)) return delegate(main as Awaitable<T>);
  return awaitPromise(main as PromiseLike<T>);
}

function* callMain<T>(main: () => AwaitableLike<T>): Coroutine<T> {
  const result: unknown = main();
  if (isCoroutine(result) || isAwaitable(result)) {
    return yield* result as Coroutine<T>;
  }
  if (isThenable(result)) return yield* wrapFuture(result as PromiseLike<T>);
  throw new TypeError(
    `Cannot run '${main.name}': it should return a coroutine or a promise, and returned ${whatIs(result)}`,
  );
}
