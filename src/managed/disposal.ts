/*
 * TypeScript's helpers of `using` and `await using`, with awaits that belong to the loop, or to the host at the top level of a
 * module, where `using` was lowered by another tool.
 */
import { startCall } from "../coroutines/call.js";
import { type AnyGenerator, activeChain } from "../coroutines/frame.js";
import { isClosing } from "../coroutines/suspension.js";

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
  if (environment.stack.some((resource) => resource.async)) {
    const steps = disposeAll(environment);
    return activeChain() === null && !isClosing() ? runInHost(steps) : startCall(steps);
  }
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

/** Runs a body to its end by awaits of the host's. */
async function runInHost(body: AnyGenerator): Promise<unknown> {
  let result = body.next();
  while (result.done !== true) {
    let awaited: unknown;
    try {
      awaited = await result.value;
    } catch (error) {
      result = body.throw(error);
      continue;
    }
    result = body.next(awaited);
  }
  return result.value;
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
