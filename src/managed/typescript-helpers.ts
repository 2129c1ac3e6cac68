/*
 * The helpers that TypeScript's output calls when `target` is es2016 (async functions become generators) and
 * `noEmitHelpers` or `importHelpers` is set, with awaits that belong to the loop. Their names and signatures are
 * TypeScript's. It makes a generator function each time that an async function is called, which costs some 0.7 µs in V8
 * (see readyForFirstCall).
 */
import type { AnyGenerator } from "../coroutines/frame.js";
import { ManagedAsyncGenerator } from "./async-generator.js";
import { asyncIterator } from "./async-iterator.js";
import { MarkedAwait, MarkedAwaits } from "./marked-awaits.js";
import { readyForFirstCall, startWith } from "./runtime.js";

type Body = (...args: never[]) => AnyGenerator;

/** An async function. */
export function __awaiter(
  thisArg: unknown,
  args: ArrayLike<unknown> | undefined,
  _P: unknown,
  body: Body,
): unknown {
  readyForFirstCall(body);
  return startWith(body, thisArg, args ?? []);
}

/** An async generator. */
export function __asyncGenerator(
  thisArg: unknown,
  args: ArrayLike<unknown> | undefined,
  body: Body,
): unknown {
  readyForFirstCall(body);
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
