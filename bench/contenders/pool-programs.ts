/* A pool of two threads: tasks that do nothing, one at a time and many at once; tasks of 1 ms; what it takes at rest. */
import { setTimeout } from "node:timers/promises";
import { coldStart } from "./cold-start.js";
import type { Program, Programs } from "./serve.js";

/** The threads of each pool. */
export const WORKERS = 2;
/** The module of the tasks. */
export const TASKS: string = new URL("../workers/tasks.js", import.meta.url).href;

const IN_FLIGHT = 64;
/** By then a pool that nobody calls is to be at rest, in milliseconds. */
const REST_AFTER = 1_000;
/** For how long it is watched then, in milliseconds. */
const REST = 250;

/** A pool of {@link WORKERS}, seen from a program. */
export interface Pool {
  increment(value: number): PromiseLike<number>;
  burn(seed: number): PromiseLike<number>;
}

/**
 * @param open makes the pool
 * @param name that of its file in this folder, for the cold start
 */
export function poolPrograms(open: () => Pool, name: string): Programs {
  let opened: Pool | undefined;
  const program = (body: (pool: Pool, ops: number) => Promise<void>): Program => {
    return async (ops) => {
      if (opened === undefined) {
        opened = open();
        // All threads start: that is not counted, nor does it make a sample seem long enough.
        await Promise.all(Array.from({ length: WORKERS }, (_, i) => (opened as Pool).increment(i)));
      }
      const start = performance.now();
      await body(opened, ops);
      return performance.now() - start;
    };
  };
  const oneByOne = async (pool: Pool, ops: number) => {
    for (let i = 0; i < ops; i++) await pool.increment(i);
  };
  return {
    "pool/1": program(oneByOne),
    "pool/64": program(async (pool, ops) => {
      await Promise.all(Array.from({ length: IN_FLIGHT }, () => oneByOne(pool, ops / IN_FLIGHT)));
    }),
    "pool/20000": program(async (pool, ops) => {
      await Promise.all(Array.from({ length: ops }, (_, i) => pool.increment(i)));
    }),
    "pool/cpu": program(async (pool, ops) => {
      await Promise.all(Array.from({ length: ops }, (_, i) => pool.burn(i)));
    }),
    "pool/rest": async (ops) => {
      opened ??= open();
      await oneByOne(opened, ops);
      await setTimeout(REST_AFTER);
      const before = process.cpuUsage();
      await setTimeout(REST);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    },
    "pool/cold": () => coldStart(name),
  };
}
