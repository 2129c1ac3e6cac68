/* The public surface in a browser: core.ts, and threads that are its workers. */
export type { Agent } from "./agents/agent.js";
export { serveTargets } from "./agents/browser/serve-targets.js";
export { type TargetsOf, targetsOf } from "./agents/browser/targets-of.js";
export { Thread, type ThreadOptions } from "./agents/browser/thread.js";
export type { WebEvent, WebWorker } from "./agents/browser/web.js";
export { callSignal } from "./agents/calls/current-call.js";
export type { CallOptions } from "./agents/calls/deadline.js";
export { ConcurrentFuture } from "./agents/concurrent-future.js";
export type { Target } from "./agents/named-target.js";
export { parentLoop } from "./agents/parent-loop.js";
export type { RemoteLoop } from "./agents/remote-loop.js";
export { runCoroutineThreadsafe } from "./agents/run-coroutine-threadsafe.js";
export * from "./core.js";
