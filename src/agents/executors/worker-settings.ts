import { toStartSettings } from "../agent-options.js";
import type { AgentKind } from "../launched.js";
import type { StartSettings } from "../messages.js";
import type { PoolSettings } from "./pool-options.js";

const ENTRIES: Readonly<Record<AgentKind, URL>> = {
  thread: new URL("./thread-worker-main.js", import.meta.url),
  process: new URL("./process-worker-main.js", import.meta.url),
};

/** How a worker of an executor is started. */
export function workerSettings(kind: AgentKind, number: number, settings: PoolSettings): StartSettings {
  const { name, agent, concurrency, maxMemoryPerChild } = settings;
  return toStartSettings(`${name}-${number}`, ENTRIES[kind], agent, {
    concurrency,
    maxMemory: maxMemoryPerChild,
  });
}
