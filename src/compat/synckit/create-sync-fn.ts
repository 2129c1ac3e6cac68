import { type Settings, type SynckitOptions, toSettings } from "./options.js";
import { SyncWorker } from "./sync-worker.js";
import { toPath } from "./worker-path.js";

/** Any function, as synckit types it: without a type argument, a synchronous function takes and gives anything. */
// biome-ignore lint/suspicious/noExplicitAny: programs that were typed by synckit must compile as they are
export type AnyFn<R = any, T extends any[] = any[]> = (...args: T) => R;

/** The synchronous form of a function. */
export type Syncify<T extends AnyFn> = (...args: Parameters<T>) => Awaited<ReturnType<T>>;

/** What {@link createSyncFn} makes. */
export type SyncFn<T extends AnyFn> = Syncify<T> & Disposable;

interface Known {
  readonly settings: Settings;
  readonly fn: SyncFn<AnyFn>;
}

const known = new Map<string, Known[]>();

/**
 * Makes a function that calls the function of a worker, in a thread of its own, and blocks until it has the result. The
 * worker is a module that gives its function to `runAsWorker`, or exports it as default; it may be TypeScript, if Node or
 * the runner of the options can load that. For the same worker and options it is the same function.
 *
 * ```ts
 * const format = createSyncFn<typeof import("./worker.js").format>(new URL("./worker.js", import.meta.url));
 * const text = format(code, options);
 * format[Symbol.dispose](); // ends the thread; else it ends with the program
 * ```
 * @param workerPath an absolute path, or a file URL
 * @param timeoutOrOptions the longest that a call may take, in milliseconds, or all options
 * @returns a function that throws what the worker's throws; TimeoutError if a call takes too long; RuntimeError
 * (`ERR_AGENT_ENDED`) if the thread ends instead of answering
 * @throws Error if the path is not absolute, or the worker is TypeScript that nothing here can run.
 */
export function createSyncFn<T extends AnyFn>(
  workerPath: URL | string,
  timeoutOrOptions?: SynckitOptions | number,
): SyncFn<T> {
  const path = toPath(workerPath);
  const settings = toSettings(timeoutOrOptions);
  const ofPath = known.get(path) ?? [];
  const same = ofPath.find((other) => areSame(other.settings, settings));
  if (same !== undefined) return same.fn as SyncFn<T>;
  const worker = new SyncWorker(path, settings);
  const entry: Known = {
    settings,
    fn: Object.assign((...args: unknown[]) => worker.call(args), {
      [Symbol.dispose]() {
        worker.close();
        known.set(
          path,
          (known.get(path) ?? []).filter((other) => other !== entry),
        );
      },
    }),
  };
  known.set(path, [...ofPath, entry]);
  return entry.fn as SyncFn<T>;
}

function areSame(a: Settings, b: Settings): boolean {
  if (a.transferList.length > 0 || b.transferList.length > 0) return false;
  return JSON.stringify({ ...a, transferList: [] }) === JSON.stringify({ ...b, transferList: [] });
}
