/*
 * The helpers that TypeScript's output calls when `target` is es2016 (async functions become generators) and
 * `noEmitHelpers` or `importHelpers` is set, with awaits that belong to the loop. Their names and signatures are
 * TypeScript's. It makes a generator function each time that an async function is called, which costs about 2 µs in V8.
 */
import { startCall } from "../coroutines/call.js";
import type { AnyGenerator } from "../coroutines/frame.js";
import { ManagedAsyncGenerator } from "./async-generator.js";
import { asyncIterator } from "./async-iterator.js";
import { MarkedAwait, MarkedAwaits } from "./marked-awaits.js";
import { startWith } from "./runtime.js";

type Body = (...args: never[]) => AnyGenerator;

/** An async function. */
export function __awaiter(
  thisArg: unknown,
  args: ArrayLike<unknown> | undefined,
  _P: unknown,
  body: Body,
): unknown {
  return startWith(body, thisArg, args ?? []);
}

/** An async generator. */
export function __asyncGenerator(
  thisArg: unknown,
  args: ArrayLike<unknown> | undefined,
  body: Body,
): unknown {
  const generator = Reflect.apply(body, thisArg, (args ?? []) as never[]) as AnyGenerator;
  return new ManagedAsyncGenerator(new MarkedAwaits(generator) as unknown as AnyGenerator);
}

/** An `await` in an async generator. */
export function __await(value: unknown): MarkedAwait {
  return new MarkedAwait(value);
}

/** What a `for await` goes through. */
export function __asyncValues<T>(
  iterable: AsyncIterable<T> | Iterable<T | PromiseLike<T>>,
): AsyncIterator<T> {
  return asyncIterator(iterable);
}

/** A `yield*` in an async generator: awaits what the other one gives, then yields it, in turn. */
export function __asyncDelegator(iterator: AsyncIterator<unknown>): IterableIterator<unknown> {
  let result: IteratorResult<unknown> | null = null;
  const step = (method: "next" | "throw" | "return", argument: unknown): IteratorResult<unknown> => {
    if (result !== null) {
      // The awaited result has come back: it is yielded, or ends the delegation.
      const { done, value } = argument as IteratorResult<unknown>;
      result = null;
      return { done: done ?? false, value };
    }
    if (iterator[method] === undefined) {
      if (method === "throw") throw argument;
      return { done: true, value: argument };
    }
    result = { done: false, value: new MarkedAwait(iterator[method](argument)) };
    return result;
  };
  return {
    next: (value?: unknown) => step("next", value),
    throw: (error?: unknown) => {
      if (result === null) return step("throw", error);
      result = null;
      throw error;
    },
    return: (value?: unknown) => {
      if (result === null) return step("return", value);
      result = null;
      return { done: true, value };
    },
    [Symbol.iterator]() {
      return this;
    },
  };
}

/** What a block with `using` declarations has to dispose of. */
interface Environment {
  readonly stack: {
    readonly value: unknown;
    readonly dispose: (() => unknown) | undefined;
    readonly async: boolean;
  }[];
  error: unknown;
  hasError: boolean;
}

/** A `using` or `await using` declaration. */
export function __addDisposableResource<T>(environment: Environment, value: T, isAsync: boolean): T {
  if (value === null || value === undefined) {
    if (isAsync) environment.stack.push({ value: undefined, dispose: undefined, async: true });
    return value;
  }
  if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
  const dispose = disposerOf(value, isAsync);
  if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
  environment.stack.push({ value, dispose: dispose as () => unknown, async: isAsync });
  return value;
}

function disposerOf(value: object, isAsync: boolean): unknown {
  const { [Symbol.asyncDispose]: asyncDispose, [Symbol.dispose]: dispose } = value as Partial<
    AsyncDisposable & Disposable
  >;
  if (!isAsync) return dispose;
  if (asyncDispose !== undefined || dispose === undefined) return asyncDispose;
  // What a synchronous dispose returns is not awaited.
  return function (this: Disposable) {
    dispose.call(this);
  };
}

/** The end of a block with `using` declarations. Returns what is to be awaited if one of them was `await using`. */
export function __disposeResources(environment: Environment): unknown {
  if (environment.stack.some((resource) => resource.async)) return startCall(disposeAll(environment));
  for (let resource = environment.stack.pop(); resource !== undefined; resource = environment.stack.pop()) {
    try {
      resource.dispose?.call(resource.value);
    } catch (error) {
      addError(environment, error);
    }
  }
  if (environment.hasError) throw environment.error;
  return undefined;
}

function* disposeAll(environment: Environment): AnyGenerator {
  for (let resource = environment.stack.pop(); resource !== undefined; resource = environment.stack.pop()) {
    try {
      const disposed = resource.dispose?.call(resource.value);
      if (resource.async) yield disposed;
    } catch (error) {
      addError(environment, error);
    }
  }
  if (environment.hasError) throw environment.error;
  return undefined;
}

function addError(environment: Environment, error: unknown): void {
  environment.error = environment.hasError ? suppressing(error, environment.error) : error;
  environment.hasError = true;
}

/** `SuppressedError`, which Node 20 and 22 do not have. */
function suppressing(error: unknown, suppressed: unknown): Error {
  const native = (globalThis as { SuppressedError?: new (error: unknown, suppressed: unknown) => Error })
    .SuppressedError;
  if (native !== undefined) return new native(error, suppressed);
  const message = "An error was suppressed during disposal.";
  return Object.assign(new Error(message), { name: "SuppressedError", error, suppressed });
}
