/*
 * What compiled async code calls (`tsyncio/managed`): the transform of transform/ writes these calls. Programs do not.
 *
 * A generator function is made once for each async function of the source, since V8 takes about 2 µs to make one.
 */
import { Call, startCall } from "../coroutines/call.js";
import { Emission } from "../coroutines/emission.js";
import type { AnyGenerator } from "../coroutines/frame.js";
import { NOTHING } from "../coroutines/nothing.js";
import { awaited, ready } from "../coroutines/ready.js";
import { Delegation, ManagedAsyncGenerator } from "./async-generator.js";
import { asyncIterator } from "./async-iterator.js";
import { laterThis, superProperties } from "./captured.js";
import { propertyKey, takeMethod } from "./class-keys.js";
import { forAwait } from "./for-await.js";
import { callPlain, enter, later, type PlainBody, returned, threw } from "./plain-body.js";
import { usingBlock } from "./using-block.js";

export {
  asyncIterator,
  awaited,
  enter,
  forAwait,
  later,
  laterThis,
  propertyKey,
  ready,
  returned,
  startCall as start,
  superProperties,
  takeMethod,
  threw,
  usingBlock,
};

/** The generator function that an async function was compiled to. */
export type Body = (...args: never[]) => AnyGenerator;
type AnyFunction = (...args: unknown[]) => unknown;

/** Begins a call of an async function, as `start` does, for functions whose parameters have initialisers: what those throw rejects the call. */
export function startWith<T>(body: Body, thisArg: unknown, args: ArrayLike<unknown>): Call<T> {
  let generator: AnyGenerator;
  try {
    generator = Reflect.apply(body, thisArg, args as unknown as readonly unknown[]) as AnyGenerator;
  } catch (error) {
    return Call.failed<T>(NOTHING, error);
  }
  return startCall<T>(generator);
}

/** The async function of `body`. */
export function asyncFunction(body: Body, name?: string | symbol): AnyFunction {
  readyForFirstCall(body);
  return named(
    function (this: unknown, ...args: unknown[]): unknown {
      return startWith(body, this, args);
    },
    body,
    name,
  );
}

/** The async arrow function of `body`, made where `this` is `thisArg`. */
export function asyncArrow(body: Body, thisArg: unknown, name?: string | symbol): AnyFunction {
  readyForFirstCall(body);
  return named((...args: unknown[]) => startWith(body, thisArg, args), body, name);
}

/** The async function of a body that awaits nothing. */
export function plainFunction(body: PlainBody, name?: string | symbol): AnyFunction {
  return named(
    function (this: unknown, ...args: unknown[]): unknown {
      return callPlain(body, this, args);
    },
    body,
    name,
  );
}

/** The async arrow function of a body that awaits nothing, made where `this` is `thisArg`. */
export function plainArrow(body: PlainBody, thisArg: unknown, name?: string | symbol): AnyFunction {
  return named((...args: unknown[]) => callPlain(body, thisArg, args), body, name);
}

/** Makes async methods of generator methods, in place. */
export function asyncMethods<O extends object>(object: O, keys: readonly PropertyKey[]): O {
  return replaceMethods(object, keys, asyncMethod);
}

/** Makes async methods of plain ones, which await nothing, in place. */
export function plainMethods<O extends object>(object: O, keys: readonly PropertyKey[]): O {
  for (const key of keys) replaceMethod(object, key, plainMethod);
  return object;
}

function plainMethod(body: PlainBody): AnyFunction {
  const { method } = {
    method(this: unknown, ...args: unknown[]): unknown {
      return callPlain(body, this, args);
    },
  };
  return method;
}

function asyncMethod(body: Body): AnyFunction {
  readyForFirstCall(body);
  // Of an object literal: methods cannot be constructed, and have no prototype.
  const { method } = {
    method(this: unknown, ...args: unknown[]): unknown {
      return startWith(body, this, args);
    },
  };
  return method;
}

/** Begins an async generator, whose body is `generator`. */
export function startAsyncGenerator<T, R>(generator: AnyGenerator): ManagedAsyncGenerator<T, R> {
  return new ManagedAsyncGenerator<T, R>(generator);
}

/** The async generator function of `body`. */
export function asyncGeneratorFunction(body: Body, name?: string | symbol): AnyFunction {
  readyForFirstCall(body);
  return named(
    function (this: unknown, ...args: unknown[]): unknown {
      return startAsyncGenerator(Reflect.apply(body, this, args as never[]));
    },
    body,
    name,
  );
}

/** Makes async generator methods of generator methods, in place. */
export function asyncGeneratorMethods<O extends object>(object: O, keys: readonly PropertyKey[]): O {
  return replaceMethods(object, keys, asyncGeneratorMethod);
}

function asyncGeneratorMethod(body: Body): AnyFunction {
  readyForFirstCall(body);
  const { method } = {
    method(this: unknown, ...args: unknown[]): unknown {
      return startAsyncGenerator(Reflect.apply(body, this, args as never[]));
    },
  };
  return method;
}

/** Marks what an async generator yields to whoever iterates it, apart from what it awaits. */
export function emit(value: unknown): Emission {
  return new Emission(value);
}

/** For `yield*` in an async generator, which yields what this returns: requests go to `iterable` until it is done. */
export function delegate(iterable: AsyncIterable<unknown> | Iterable<unknown>): Delegation {
  return new Delegation(asyncIterator(iterable));
}

/** Replaces methods of `object` by those that `wrap` makes of them, with the same name, length and attributes. */
function replaceMethods<O extends object>(
  object: O,
  keys: readonly PropertyKey[],
  wrap: (body: Body) => AnyFunction,
): O {
  for (const key of keys) {
    // Else a later member of the same name has taken its place.
    if (isGeneratorFunction(Object.getOwnPropertyDescriptor(object, key)?.value))
      replaceMethod(object, key, wrap);
  }
  return object;
}

function replaceMethod<B extends PlainBody>(
  object: object,
  key: PropertyKey,
  wrap: (body: B) => AnyFunction,
): void {
  const descriptor = Object.getOwnPropertyDescriptor(object, key);
  const body = descriptor?.value as B;
  Object.defineProperty(object, key, { ...descriptor, value: named(wrap(body), body) });
}

/** Gives `fn` the name and length that the async function has in the source. */
function named<F extends AnyFunction>(fn: F, body: PlainBody, name: string | symbol = body.name): F {
  const text =
    typeof name === "string" ? name : name.description === undefined ? "" : `[${name.description}]`;
  if (fn.name !== text) Object.defineProperty(fn, "name", { value: text, configurable: true });
  if (body.length > 0) Object.defineProperty(fn, "length", { value: body.length, configurable: true });
  return fn;
}

/**
 * For a generator function that is made anew at each call: at its first one V8 makes a prototype and a map for the objects it
 * returns, which takes a third of the time if the prototype is there. Nobody sees these objects.
 */
export function readyForFirstCall(body: Body): void {
  (body as { prototype?: unknown }).prototype = generatorPrototype;
}

const GeneratorFunction = function* () {}.constructor;

function isGeneratorFunction(value: unknown): value is Body {
  return typeof value === "function" && value.constructor === GeneratorFunction;
}

const generatorPrototype: unknown = GeneratorFunction.prototype.prototype;
