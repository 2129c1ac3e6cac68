import { toStartSettings } from "../agent-options.js";
import type { AgentKind } from "../launched.js";
import type { StartSettings } from "../messages.js";
import type { PoolSettings } from "./pool-options.js";

/** How a worker of an executor is started. */
export function workerSettings(kind: AgentKind, number: number, settings: PoolSettings): StartSettings {
  const { name, agent, concurrency, maxMemoryPerChild } = settings;
  const entry =
    kind === "thread"
      ? new URL("./thread-worker-main.js", import.meta.url)
      : new URL("./process-worker-main.js", import.meta.url);
  return toStartSettings(`${name}-${number}`, entry, agent, {
    concurrency,
    maxMemory: maxMemoryPerChild,
  });
}
