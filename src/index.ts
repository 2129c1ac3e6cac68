/* The public surface on Node: all that a browser has, and what only Node has. */
export type { Agent } from "./agents/agent.js";
export type { AgentOptions, AgentSettings } from "./agents/agent-options.js";
export { type Carriable, carried, type HostStorage } from "./agents/calls/carried-context.js";
export { callSignal } from "./agents/calls/current-call.js";
export type { CallOptions } from "./agents/calls/deadline.js";
export { ConcurrentFuture } from "./agents/concurrent-future.js";

import "./agents/executors/default-executor.js";

export type { Durations } from "./agents/executors/histogram.js";
export type { MapOptions, Mapped } from "./agents/executors/map-calls.js";
export type { PoolExecutor } from "./agents/executors/pool-executor.js";
export type { PoolOptions } from "./agents/executors/pool-options.js";
export { ProcessPoolExecutor } from "./agents/executors/process-pool-executor.js";
export type { PoolStatistics } from "./agents/executors/statistics.js";
export { ThreadPoolExecutor } from "./agents/executors/thread-pool-executor.js";
export { toThread } from "./agents/executors/to-thread.js";
export { isMainModule } from "./agents/is-main-module.js";
export type {
  ModuleOptions,
  RemoteFunction,
  RemoteModule,
  RemoteResult,
} from "./agents/modules/remote-module.js";
export type { RemoteStream } from "./agents/modules/remote-stream.js";
export { move } from "./agents/move.js";
export type { Target } from "./agents/named-target.js";
export { parentLoop } from "./agents/parent-loop.js";
export { Process } from "./agents/process.js";
export type { RemoteLoop } from "./agents/remote-loop.js";
export { runCoroutineThreadsafe } from "./agents/run-coroutine-threadsafe.js";
export type { SharedQueueOptions } from "./agents/shared/queue-memory.js";
export { SharedBarrier } from "./agents/shared/shared-barrier.js";
export { SharedEvent } from "./agents/shared/shared-event.js";
export type { SharedHandle, SharedKind } from "./agents/shared/shared-handle.js";
export { SharedLock } from "./agents/shared/shared-lock.js";
export { SharedQueue } from "./agents/shared/shared-queue.js";
export { SharedSemaphore } from "./agents/shared/shared-semaphore.js";
export { exported } from "./agents/target.js";
export { Thread } from "./agents/thread.js";
export { futuresAsCompleted, type WaitForFuturesOptions, waitForFutures } from "./agents/wait-for-futures.js";
// At the root as well, so that "synckit": "npm:tsyncio" in a package.json is all that it takes.
export { createSyncFn } from "./compat/synckit/create-sync-fn.js";
export { runAsWorker } from "./compat/synckit/run-as-worker.js";
export * from "./core.js";

import "./debugging/await-stack.js";

export {
  type CallGraph,
  type CallGraphOptions,
  captureCallGraph,
  formatCallGraph,
  printCallGraph,
} from "./debugging/call-graph.js";

import "./debugging/printed.js";
