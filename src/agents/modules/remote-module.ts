import type { TargetFunction, TargetLike, TargetResult } from "../../loop/executor.js";
import type { CallOptions } from "../calls/deadline.js";
import type { ConcurrentFuture } from "../concurrent-future.js";
import type { RemoteStream } from "./remote-stream.js";

/** What a call of a function elsewhere gives in the end: of an async generator, a stream of its items. */
export type RemoteResult<F extends TargetFunction> =
  ReturnType<F> extends AsyncGenerator<infer T, unknown, unknown> ? RemoteStream<T> : TargetResult<F>;

/** A function of a module, as it is called in a worker. */
export interface RemoteFunction<F extends TargetFunction> {
  /** Calls it, and gives the future of its result. */
  (...args: Parameters<F>): ConcurrentFuture<RemoteResult<F>>;
  /** Calls it, and blocks this thread until it has returned. */
  sync(...args: Parameters<F>): RemoteResult<F>;
  /** The same function, with options for its calls. */
  with(options: CallOptions): RemoteFunction<F>;
}

/** The functions that a module exports, as they are called in a worker. */
export type RemoteModule<M> = {
  readonly [K in keyof M as M[K] extends TargetFunction ? K : never]: M[K] extends TargetFunction
    ? RemoteFunction<M[K]>
    : never;
};

/** Settings of a module's view. */
export interface ModuleOptions {
  /**
   * Whether all calls go to one and the same worker, so that the module's state there is theirs; `false` by default. Such a
   * worker stays as long as the executor, whatever `idleTimeout`, `maxTasksPerChild` and `maxMemoryPerChild` say.
   */
  readonly pin?: boolean;
}

/** Makes a call for a view. */
export type CallMaker = (
  target: TargetLike<TargetFunction>,
  args: readonly unknown[],
  options: CallOptions | null,
) => ConcurrentFuture<unknown>;

/** A view of a module whose functions are called by `call`. */
export function remoteModule<M>(url: string, call: CallMaker): RemoteModule<M> {
  const functions = new Map<string, RemoteFunction<TargetFunction>>();
  const describe = () => `<RemoteModule ${url}>`;
  const own: Record<symbol, () => string> = Object.create(null);
  own[Symbol.toPrimitive] = describe;
  own[Symbol.for("nodejs.util.inspect.custom")] = describe;
  return new Proxy(own, {
    get(_target, name) {
      if (typeof name === "symbol") return own[name];
      // A view that had a method `then` would be called by `await`.
      if (name === "then") return undefined;
      let fn = functions.get(name);
      if (fn === undefined) {
        fn = remoteFunction({ url, name, isExport: true, fn: notHere }, call, null);
        functions.set(name, fn);
      }
      return fn;
    },
  }) as RemoteModule<M>;
}

function remoteFunction(
  target: TargetLike<TargetFunction>,
  call: CallMaker,
  options: CallOptions | null,
): RemoteFunction<TargetFunction> {
  const fn = (...args: readonly unknown[]) => call(target, args, options);
  Object.defineProperty(fn, "name", { value: target.name });
  return Object.assign(fn, {
    toString: () => `<RemoteFunction '${target.name}' of ${target.url}>`,
    sync: (...args: readonly unknown[]) => call(target, args, options).result(),
    with: (own: CallOptions) => remoteFunction(target, call, own),
  }) as unknown as RemoteFunction<TargetFunction>;
}

function notHere(): never {
  throw new Error("This function is known by its name alone");
}
