import { PoolExecutor } from "./pool-executor.js";
import type { PoolOptions } from "./pool-options.js";

/**
 * Runs calls in threads, which it starts as they are needed, and keeps. Python: `concurrent.futures.ThreadPoolExecutor`.
 *
 * ```ts
 * await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
 * const image = await pool.submit(exported(import.meta.url, resize), bytes, 100);
 * for await (const page of pool.map(exported(import.meta.url, render), urls)) …
 * ```
 */
export class ThreadPoolExecutor extends PoolExecutor {
  /**
   * Starts nothing so far.
   * @throws RangeError or TypeError for options that make no sense
   */
  constructor(options: PoolOptions = {}) {
    super("thread", options);
  }
}
