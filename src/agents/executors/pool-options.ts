import { checkOptions } from "../../kernel/check-options.js";
import type { AgentSettings } from "../agent-options.js";
import { Target } from "../named-target.js";

/** Settings of a {@link ThreadPoolExecutor} or {@link ProcessPoolExecutor}. */
export interface PoolOptions extends AgentSettings {
  /** The most workers; by default as many as there are cores for this process. */
  readonly maxWorkers?: number;
  /** How many workers stay, though there is nothing to do; 0 by default. All of them start with the first call. */
  readonly minWorkers?: number;
  /** How long a worker stays that has nothing to do, in milliseconds; without end by default. */
  readonly idleTimeout?: number;
  /** How many calls a worker runs at once, each a coroutine of its loop; 1 by default. */
  readonly concurrency?: number;
  /** After how many calls a worker is replaced; never by default. */
  readonly maxTasksPerChild?: number;
  /**
   * A worker that uses more memory than this after a call, in bytes, is given no more calls, and is replaced when it has done
   * those that it has; never by default. Counted are a thread's heap and its buffers, garbage included, and all of a process.
   * (Of `resourceLimits`, a worker that reaches them dies in the middle of its calls.)
   */
  readonly maxMemoryPerChild?: number;
  /** How many calls may wait for a worker; any number by default. See {@link PoolExecutor.submit}. */
  readonly maxQueue?: number;
  /** Runs in each worker before its first call, with `initargs`; it may be a coroutine. */
  readonly initializer?: Target;
  readonly initargs?: readonly unknown[];
  /**
   * Runs in each worker before it ends in good order; it may be a coroutine, and has 10 seconds. What it throws is printed when
   * the program ends, whose status is then 1.
   */
  readonly teardown?: Target;
  /** What reports call the workers, each with a number; `Worker` by default. */
  readonly name?: string;
}

/** The same, checked and complete. */
export type PoolSettings = Required<Omit<PoolOptions, keyof AgentSettings | "initializer" | "teardown">> & {
  readonly initializer: Target | null;
  readonly teardown: Target | null;
  readonly agent: AgentSettings;
};

/** @throws RangeError or TypeError for what is out of range */
export function toPoolSettings(options: PoolOptions): PoolSettings {
  checkOptions(options, "an executor", "{ maxWorkers: 4 }");
  const settings = {
    maxWorkers: options.maxWorkers ?? process.getBuiltinModule("node:os").availableParallelism(),
    minWorkers: options.minWorkers ?? 0,
    idleTimeout: options.idleTimeout ?? Number.POSITIVE_INFINITY,
    concurrency: options.concurrency ?? 1,
    maxTasksPerChild: options.maxTasksPerChild ?? Number.POSITIVE_INFINITY,
    maxMemoryPerChild: options.maxMemoryPerChild ?? Number.POSITIVE_INFINITY,
    maxQueue: options.maxQueue ?? Number.POSITIVE_INFINITY,
    initializer: options.initializer ?? null,
    initargs: options.initargs ?? [],
    teardown: options.teardown ?? null,
    name: options.name ?? "Worker",
    agent: options,
  };
  for (const key of ["maxWorkers", "concurrency", "maxTasksPerChild"] as const)
    checkCount(key, settings[key], 1);
  for (const key of ["minWorkers", "maxQueue"] as const) checkCount(key, settings[key], 0);
  checkNumber("maxMemoryPerChild", settings.maxMemoryPerChild, settings.maxMemoryPerChild > 0);
  checkNumber("idleTimeout", settings.idleTimeout, settings.idleTimeout >= 0);
  if (settings.minWorkers > settings.maxWorkers) {
    throw new RangeError(
      `Cannot make an executor with minWorkers ${settings.minWorkers}: maxWorkers is ${settings.maxWorkers}`,
    );
  }
  for (const key of ["initializer", "teardown"] as const) {
    if (settings[key] !== null && !(settings[key] instanceof Target))
      throw new TypeError(
        `Cannot make an executor with this ${key}: name it with exported(import.meta.url, fn)`,
      );
  }
  return settings;
}

function checkCount(key: string, value: number, least: number): void {
  checkNumber(key, value, (Number.isInteger(value) || value === Number.POSITIVE_INFINITY) && value >= least);
}

function checkNumber(key: string, value: number, isGood: boolean): void {
  if (typeof value !== "number" || !isGood)
    throw new RangeError(`Cannot make an executor with ${key} ${String(value)}`);
}
