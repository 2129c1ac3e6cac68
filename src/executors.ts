/* The executors alone, as little of them as can be: who starts with them soon has the first thread, and the rest is loaded meanwhile. */
import { supportCallsLater } from "./agents/calls/late-support.js";
import { providePoolsLater } from "./agents/executors/late-pools.js";

export { callSignal } from "./agents/calls/current-call.js";
export type { CallOptions } from "./agents/calls/deadline.js";
export type { ConcurrentFuture } from "./agents/concurrent-future.js";
export type { Durations } from "./agents/executors/histogram.js";
export type { MapOptions, Mapped } from "./agents/executors/map-calls.js";
export type { PoolExecutor } from "./agents/executors/pool-executor.js";
export type { PoolOptions } from "./agents/executors/pool-options.js";
export { ProcessPoolExecutor } from "./agents/executors/process-pool-executor.js";
export type { PoolStatistics } from "./agents/executors/statistics.js";
export { ThreadPoolExecutor } from "./agents/executors/thread-pool-executor.js";
export type {
  ModuleOptions,
  RemoteFunction,
  RemoteModule,
  RemoteResult,
} from "./agents/modules/remote-module.js";
export type { RemoteStream } from "./agents/modules/remote-stream.js";
export { move } from "./agents/move.js";
export type { Target } from "./agents/named-target.js";
export { exported } from "./agents/target.js";
export {
  CancelledError,
  DeadlockError,
  HostPromiseError,
  InvalidStateError,
  QueueFull,
  RuntimeError,
  TimeoutError,
} from "./kernel/errors.js";

supportCallsLater();
providePoolsLater();
