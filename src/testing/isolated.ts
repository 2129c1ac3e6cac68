import type { AwaitableLike } from "../coroutines/awaitable.js";
import { checkOptions, type IsolatedOptions } from "./options.js";
import { runIsolated, type TestParts } from "./run-isolated.js";
import { signalOf } from "./signal-of.js";

/** The body of an isolated test: a coroutine function, an async function, or any other that the runner could call. */
export type TestBody<This, A extends readonly unknown[]> = (
  this: This,
  ...args: A
  // biome-ignore lint/suspicious/noConfusingVoidType: a body need not return anything
) => AwaitableLike<unknown> | void;

/**
 * A test function for any runner, with an event loop of its own: new, the thread's current one while the test runs, in
 * virtual time unless `clock` says otherwise, and closed afterwards. The body is a generator, a managed or a native async
 * function, or one that returns something to wait for. What the runner passes to the test, the body gets.
 *
 * The test fails with a `LeakError` if it leaves something behind on its loop or open in the host's, and with a `DeadlockError` at once if it
 * can never end. If the runner's test context has a `signal`, its abort cancels the body. Python:
 * `unittest.IsolatedAsyncioTestCase`.
 *
 * @example
 * const test = isolated(function* () {
 *   yield* sleep(3_600_000); // takes no time
 *   assert.equal(getRunningLoop().time(), 3_600_000);
 * });
 * await test(); // a runner does that: test("an hour passes", isolated(function* () { … }))
 */
export function isolated<This, A extends readonly unknown[]>(
  body: TestBody<This, A>,
  options: IsolatedOptions = {},
): (this: This, ...args: A) => Promise<void> {
  if (typeof body !== "function") {
    throw new TypeError(`Cannot isolate a test: its body is ${typeof body}, and must be a function`);
  }
  checkOptions(options);
  // Without parameters: runners take a function that has some for one that calls back when it is done.
  const test = function (this: This): Promise<void> {
    // biome-ignore lint/complexity/noArguments: see above
    const args = arguments as unknown as A;
    const parts: TestParts = {
      name: body.name || "test",
      body: () => Reflect.apply(body, this, args),
      isCoroutine: isGeneratorFunction(body),
      signal: signalOf(args[0]),
    };
    return runIsolated(parts, options);
  };
  // Vitest reads from a test's text which fixtures it wants.
  return Object.defineProperties(test, {
    name: { value: body.name },
    toString: { value: () => Function.prototype.toString.call(body) },
  });
}

function isGeneratorFunction(fn: object): boolean {
  // A runner may keep tests in another realm, with constructors of its own.
  return Object.prototype.toString.call(fn) === "[object GeneratorFunction]";
}
