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
