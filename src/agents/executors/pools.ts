/*
 * Where executors get what they do their work with. A program that has imported the executors alone is given it with the first call: to
 * load it takes most of the time that it takes to import an executor otherwise, and a thread begins meanwhile.
 */
import type { BegunThread } from "../begun-thread.js";
import type { AgentKind } from "../launched.js";
import type { Pool } from "./pool.js";
import type { PoolSettings } from "./pool-options.js";

type Make = (executor: object, kind: AgentKind, settings: PoolSettings, begun: BegunThread | null) => Pool;

let make: Make | null = null;
let load: (() => void) | null = null;

/** It is there. */
export function providePools(fn: Make): void {
  make = fn;
}

/** Lets `fn` provide it, at once, when it is needed. */
export function loadPoolsBy(fn: () => void): void {
  load = fn;
}

/** Whether it is there. */
export function arePoolsLoaded(): boolean {
  return make !== null;
}

/** See {@link Pool}. */
export const newPool: Make = (executor, kind, settings, begun) => {
  if (make === null) load?.();
  return (make as Make)(executor, kind, settings, begun);
};
