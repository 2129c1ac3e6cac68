import { isMainThread } from "node:worker_threads";

/** Takes the function of a worker: in a worker's thread, that of {@link WORKER_FUNCTION}. */
type Register = (fn: (...args: never[]) => unknown) => void;

/**
 * Where a worker's thread has its {@link Register}. A symbol of the process, since the worker may come to this module
 * through another copy of the package.
 */
const REGISTER = Symbol.for("tsyncio/compat/synckit");

/** In a worker's thread: who is told of its function. */
export function onRegister(register: Register): void {
  Object.assign(globalThis, { [REGISTER]: register });
}

/**
 * In the module of a worker: makes `fn` what `createSyncFn` of that module calls. Elsewhere it does nothing, so that such a
 * module can also be imported.
 *
 * ```ts
 * // worker.js
 * import { runAsWorker } from "tsyncio/compat/synckit";
 *
 * runAsWorker(async (code, options) => format(code, options));
 * ```
 */
export function runAsWorker<R, T extends (...args: never[]) => Promise<R> | R>(fn: T): void {
  if (isMainThread) return;
  (globalThis as { [REGISTER]?: Register })[REGISTER]?.(fn);
}
