import { type PoolExecutor, type PoolOptions, ProcessPoolExecutor, ThreadPoolExecutor } from "tsyncio";

/** What makes an executor of each kind. */
export const pools: readonly { name: string; make(options?: PoolOptions): PoolExecutor }[] = [
  { name: "ThreadPoolExecutor", make: (options) => new ThreadPoolExecutor(options) },
  { name: "ProcessPoolExecutor", make: (options) => new ProcessPoolExecutor(options) },
];
