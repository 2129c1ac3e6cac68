declare const suspension: unique symbol;

/** What a coroutine hands to the loop while it waits. Only the library makes these: write `yield*`, never `yield`. */
export interface Suspension {
  readonly [suspension]: true;
}

/**
 * What a coroutine function returns: the type to declare on a `function*`. Python: a coroutine object.
 *
 * @example
 * function* double(x: number): Coroutine<number> {
 *   yield* sleep(1);
 *   return x * 2;
 * }
 * assert.equal(await run(() => double(21)), 42);
 */
export type Coroutine<T> = Generator<Suspension, T, unknown>;

/**
 * What can be waited for in both kinds of code: `yield*` it in a generator coroutine, `await` it in an async function
 * while its loop runs as a guest. Python: an awaitable.
 *
 * @example
 * await run(function* () {
 *   const ready: Awaitable<string> = sleep(1, "ready");
 *   assert.equal(yield* ready, "ready");
 * });
 */
export interface Awaitable<T> extends PromiseLike<T> {
  /** Lets `yield*` wait for it. */
  [Symbol.iterator](): Iterator<Suspension, T, unknown>;
}

/** Anything that can be awaited: a coroutine, what an async function returns, an {@link Awaitable}. */
export type AwaitableLike<T> = Coroutine<T> | PromiseLike<T>;

/** What a task can be made of: a coroutine, or what an async function returns; not a future, which runs already. */
export type Startable<T> = Coroutine<T> | (PromiseLike<T> & { readonly setResult?: never });

/** Whether `value` is a generator object. */
export function isCoroutine(value: unknown): value is Coroutine<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === "Generator"
  );
}

/** Whether `value` can be waited for both with `yield*` and with `await`. */
export function isAwaitable(value: unknown): value is Awaitable<unknown> {
  return isThenable(value) && typeof (value as Partial<Awaitable<unknown>>)[Symbol.iterator] === "function";
}

/** Whether `value` can be waited for with `await`. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function"
  );
}
