/* As much of node:assert/strict as the tests of the core use, for a browser. */
import { isDeepEqual, show } from "./deep-equal.js";

type Expected = RegExp | object | ((error: unknown) => unknown);

export class AssertionError extends Error {
  override readonly name = "AssertionError";
}

function assert(value: unknown, message?: string): asserts value {
  if (!value) throw new AssertionError(message ?? `${show(value)} is not truthy`);
}

function equal(actual: unknown, expected: unknown, message?: string): void {
  if (!Object.is(actual, expected))
    throw new AssertionError(message ?? `${show(actual)} !== ${show(expected)}`);
}

function notEqual(actual: unknown, expected: unknown, message?: string): void {
  if (Object.is(actual, expected)) throw new AssertionError(message ?? `${show(actual)} is not to be`);
}

function deepEqual(actual: unknown, expected: unknown, message?: string): void {
  if (!isDeepEqual(actual, expected)) {
    throw new AssertionError(message ?? `${show(actual)} is not deeply equal to ${show(expected)}`);
  }
}

function match(text: string, pattern: RegExp, message?: string): void {
  if (!pattern.test(text)) throw new AssertionError(message ?? `${show(text)} does not match ${pattern}`);
}

function doesNotMatch(text: string, pattern: RegExp, message?: string): void {
  if (pattern.test(text)) throw new AssertionError(message ?? `${show(text)} matches ${pattern}`);
}

function fail(message = "Failed"): never {
  throw new AssertionError(message);
}

function throws(fn: () => unknown, expected?: Expected): void {
  let thrown: unknown;
  try {
    fn();
  } catch (error) {
    checkError(error, expected);
    return;
  }
  throw new AssertionError(`Missing expected exception, got ${show(thrown)}`);
}

function doesNotThrow(fn: () => unknown): void {
  fn();
}

async function rejects(
  promise: PromiseLike<unknown> | (() => PromiseLike<unknown>),
  expected?: Expected,
): Promise<void> {
  let value: unknown;
  try {
    value = await (typeof promise === "function" ? promise() : promise);
  } catch (error) {
    checkError(error, expected);
    return;
  }
  throw new AssertionError(`Missing expected rejection, got ${show(value)}`);
}

function checkError(error: unknown, expected: Expected | undefined): void {
  if (expected === undefined) return;
  if (expected instanceof RegExp) {
    match(String(error), expected);
  } else if (typeof expected !== "function") {
    for (const [key, value] of Object.entries(expected)) {
      const actual = (error as Record<string, unknown>)[key];
      if (value instanceof RegExp && typeof actual === "string") match(actual, value);
      else if (!isDeepEqual(actual, value)) {
        throw new AssertionError(`${key} of the error ${show(error)} is ${show(actual)}, not ${show(value)}`);
      }
    }
  } else if (isClass(expected)) {
    if (!(error instanceof expected)) {
      throw new AssertionError(`${show(error)} is no ${expected.name}`);
    }
  } else if ((expected as (error: unknown) => unknown)(error) !== true) {
    throw new AssertionError(`${show(error)} is not the error that was expected`);
  }
}

function isClass(fn: object): fn is new () => object {
  const { prototype } = fn as { prototype?: unknown };
  return prototype !== undefined && Function.prototype.toString.call(fn).startsWith("class")
    ? true
    : fn === Error || prototype instanceof Error;
}

// biome-ignore lint/style/noDefaultExport: as node:assert/strict has
export default Object.assign(assert, {
  AssertionError,
  deepEqual,
  doesNotMatch,
  doesNotThrow,
  equal,
  fail,
  match,
  notEqual,
  ok: assert,
  rejects,
  throws,
});
