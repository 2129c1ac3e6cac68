import { PoolExecutor } from "./pool-executor.js";
import type { PoolOptions } from "./pool-options.js";

/**
 * Runs calls in processes, which it starts as they are needed, and keeps. Python:
 * `concurrent.futures.ProcessPoolExecutor`.
 *
 * ```ts
 * await using pool = new ProcessPoolExecutor({ maxWorkers: 2, maxTasksPerChild: 1_000 });
 * const report = await pool.submit(exported(import.meta.url, analyse), path);
 * ```
 */
export class ProcessPoolExecutor extends PoolExecutor {
  /**
   * Starts nothing so far.
   * @throws RangeError or TypeError for options that make no sense
   */
  constructor(options: PoolOptions = {}) {
    super("process", options);
  }
}
