/*
 * The runtime of compiled code, over promises and as the language has async functions to be: compiled and native code
 * then have to do the same, to the tick.
 */
import { forAwait, laterThis, propertyKey, superProperties, takeMethod } from "tsyncio/managed";

export { forAwait, laterThis, propertyKey, superProperties, takeMethod };

/** A promise has never settled before it is awaited. */
export function ready(): boolean {
  return false;
}

export function awaited(value: unknown): unknown {
  return value;
}

type AnyGenerator = Generator<unknown, unknown, unknown>;
type GeneratorFunction = (...args: never[]) => AnyGenerator;
type PlainFunction = (...args: unknown[]) => unknown;
type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Key = string | symbol;

export function start(generator: AnyGenerator): Promise<unknown> {
  return new Promise((resolve, reject) => {
    function step(method: "next" | "throw", value: unknown): void {
      let result: IteratorResult<unknown, unknown>;
      try {
        result = generator[method](value);
      } catch (error) {
        reject(error);
        return;
      }
      if (result.done) resolve(result.value);
      else follow(result.value, step);
    }
    step("next", undefined);
  });
}

/** `await`: one tick for a native promise. */
function follow(value: unknown, step: (method: "next" | "throw", value: unknown) => void): void {
  let promise: Promise<unknown>;
  try {
    promise = Promise.resolve(value);
  } catch (error) {
    promise = Promise.reject(error);
  }
  promise.then(
    (result) => step("next", result),
    (error) => step("throw", error),
  );
}

/** Never `null`: promises need no loop. */
export function enter(): object {
  return {};
}

export function returned(_before: object, value: unknown): Promise<unknown> {
  return new Promise((resolve) => resolve(value));
}

export function threw(_before: object, error: unknown): Promise<unknown> {
  return Promise.reject(error);
}

export function later(): never {
  throw new Error("enter() never says so");
}

export function startWith(
  fn: GeneratorFunction,
  receiver: unknown,
  args: ArrayLike<unknown>,
): Promise<unknown> {
  try {
    return start(Reflect.apply(fn, receiver, args));
  } catch (error) {
    return Promise.reject(error);
  }
}

export function asyncFunction(fn: GeneratorFunction, name: Key = fn.name): AnyFunction {
  const { made } = {
    made(...args: unknown[]) {
      return startWith(fn, this, args);
    },
  } as { made: AnyFunction };
  return describe(made, fn, name);
}

export function asyncArrow(fn: GeneratorFunction, receiver: unknown, name: Key = fn.name): AnyFunction {
  return describe((...args: unknown[]) => startWith(fn, receiver, args), fn, name);
}

export function plainFunction(fn: PlainFunction, name: Key = fn.name): AnyFunction {
  const { made } = {
    made(...args: unknown[]) {
      return callPlain(fn, this, args);
    },
  } as { made: AnyFunction };
  return describe(made, fn, name);
}

export function plainArrow(fn: PlainFunction, receiver: unknown, name: Key = fn.name): AnyFunction {
  return describe((...args: unknown[]) => callPlain(fn, receiver, args), fn, name);
}

function callPlain(fn: PlainFunction, receiver: unknown, args: unknown[]): Promise<unknown> {
  return new Promise((resolve) => resolve(Reflect.apply(fn, receiver, args)));
}

export function asyncGeneratorFunction(fn: GeneratorFunction, name: Key = fn.name): AnyFunction {
  const { made } = {
    made(...args: unknown[]) {
      return startAsyncGenerator(Reflect.apply(fn, this, args));
    },
  } as { made: AnyFunction };
  return describe(made, fn, name);
}

export function asyncMethods<T extends object>(home: T, keys: readonly PropertyKey[]): T {
  return replaceMethods(home, keys, asyncFunction);
}

export function plainMethods<T extends object>(home: T, keys: readonly PropertyKey[]): T {
  return replaceMethods(home, keys, plainFunction);
}

export function asyncGeneratorMethods<T extends object>(home: T, keys: readonly PropertyKey[]): T {
  return replaceMethods(home, keys, asyncGeneratorFunction);
}

function replaceMethods<T extends object, F>(
  home: T,
  keys: readonly PropertyKey[],
  wrap: (fn: F) => AnyFunction,
): T {
  for (const key of keys) {
    const descriptor = Object.getOwnPropertyDescriptor(home, key) as PropertyDescriptor;
    Object.defineProperty(home, key, { ...descriptor, value: wrap(descriptor.value as F) });
  }
  return home;
}

function describe(made: AnyFunction, fn: { readonly length: number }, name: Key): AnyFunction {
  const text = typeof name === "symbol" ? `[${name.description}]` : name;
  Object.defineProperty(made, "name", { value: text, configurable: true });
  return Object.defineProperty(made, "length", { value: fn.length, configurable: true });
}

class Emitted {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

export function emit(value: unknown): Emitted {
  return new Emitted(value);
}

type Method = "next" | "throw" | "return";
interface Request {
  readonly method: Method;
  readonly value: unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

const AsyncIteratorPrototype = Object.getPrototypeOf(
  Object.getPrototypeOf((async function* () {})()),
) as object;

class AsyncGenerator {
  static {
    Object.setPrototypeOf(AsyncGenerator.prototype, Object.getPrototypeOf(AsyncIteratorPrototype));
  }
  private readonly generator: AnyGenerator;
  private readonly queue: Request[] = [];
  private inner: Delegation | null = null;
  private state: "start" | "yielded" | "running" | "done" = "start";

  constructor(generator: AnyGenerator) {
    this.generator = generator;
  }

  next(value?: unknown): Promise<unknown> {
    return this.ask("next", value);
  }

  throw(error?: unknown): Promise<unknown> {
    return this.ask("throw", error);
  }

  return(value?: unknown): Promise<unknown> {
    return this.ask("return", value);
  }

  private ask(method: Method, value: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.queue.push({ method, value, resolve, reject });
      if (this.state !== "running") this.serve();
    });
  }

  private serve(): void {
    const request = this.queue[0];
    if (request === undefined) return;
    const { method, value } = request;
    if (this.state === "start" && method !== "next") this.state = "done";
    if (this.state === "done") {
      if (method === "return") {
        this.state = "running";
        follow(value, (how, result) => this.finish(how, result));
      } else this.finish(method, method === "next" ? undefined : value);
      return;
    }
    const begun = this.state === "yielded";
    this.state = "running";
    if (begun && method === "return") {
      follow(value, (how, result) => this.resume(how === "next" ? "return" : "throw", result));
    } else this.resume(method, value);
  }

  private resume(method: Method, value: unknown): void {
    const { inner } = this;
    if (inner === null) {
      this.step(method, value);
      return;
    }
    inner.ask(method, value, (how, result) => {
      if (how !== "next") {
        this.inner = null;
        this.step(how, result);
        return;
      }
      const { done, value: given } = result as IteratorResult<unknown>;
      if (!done) this.give(given);
      else {
        this.inner = null;
        this.step(method === "return" ? "return" : "next", given);
      }
    });
  }

  private give(value: unknown): void {
    this.state = "yielded";
    this.queue.shift()?.resolve({ value, done: false });
    this.serve();
  }

  private step(method: Method, value: unknown): void {
    let result: IteratorResult<unknown, unknown>;
    try {
      result = this.generator[method](value as never);
    } catch (error) {
      this.finish("throw", error);
      return;
    }
    if (result.done) this.finish("next", result.value);
    else if (result.value instanceof Emitted) this.give(result.value.value);
    else if (result.value instanceof Delegation) {
      this.inner = result.value;
      this.resume("next", undefined);
    } else follow(result.value, (how, awaited) => this.step(how, awaited));
  }

  private finish(how: Method, value: unknown): void {
    this.state = "done";
    const request = this.queue.shift();
    if (how === "throw") request?.reject(value);
    else request?.resolve({ value, done: true });
    this.serve();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

export function startAsyncGenerator(generator: AnyGenerator): AsyncGenerator {
  return new AsyncGenerator(generator);
}

/** What `yield*` in an async generator goes on with until it is done. */
class Delegation {
  readonly iterator: Record<string, unknown>;
  readonly isSync: boolean;

  constructor(iterable: object) {
    const source = iterable as Record<symbol, (() => Record<string, unknown>) | null | undefined>;
    const make = source[Symbol.asyncIterator] ?? (source[Symbol.iterator] as () => Record<string, unknown>);
    this.isSync = source[Symbol.asyncIterator] == null;
    this.iterator = Reflect.apply(make, iterable, []);
  }

  /** Asks the iterator; `settle` is given how that ended, and what came. */
  ask(method: Method, value: unknown, settle: (how: Method, result: unknown) => void): void {
    try {
      const call = this.iterator[method] as AnyFunction | undefined;
      if (call == null) {
        if (method === "return") settle("return", value);
        else throw new TypeError("The iterator does not provide a 'throw' method");
        return;
      }
      const result = Reflect.apply(call, this.iterator, [value]) as IteratorResult<unknown>;
      if (!this.isSync) follow(result, settle);
      else follow(result.value, (how, inner) => settle(how, { done: result.done, value: inner }));
    } catch (error) {
      settle("throw", error);
    }
  }
}

export function delegate(iterable: object): Delegation {
  return new Delegation(iterable);
}
