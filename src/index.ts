export type { Agent } from "./agents/agent.js";
export type { AgentOptions, AgentSettings } from "./agents/agent-options.js";
export type { CallOptions } from "./agents/calls/deadline.js";
export { callSignal } from "./agents/calls/incoming-call.js";
export { ConcurrentFuture } from "./agents/concurrent-future.js";
export { isMainModule } from "./agents/is-main-module.js";
export { parentLoop } from "./agents/parent-loop.js";
export { Process } from "./agents/process.js";
export type { RemoteLoop } from "./agents/remote-loop.js";
export { runCoroutineThreadsafe } from "./agents/run-coroutine-threadsafe.js";
export { SharedBarrier } from "./agents/shared/shared-barrier.js";
export { SharedEvent } from "./agents/shared/shared-event.js";
export { SharedLock } from "./agents/shared/shared-lock.js";
export type { SharedHandle, SharedKind } from "./agents/shared/shared-memory.js";
export { SharedQueue, type SharedQueueOptions } from "./agents/shared/shared-queue.js";
export { SharedSemaphore } from "./agents/shared/shared-semaphore.js";
export { exported, type Target, type TargetFunction, type TargetResult } from "./agents/target.js";
export { Thread } from "./agents/thread.js";
export { futuresAsCompleted, type WaitForFuturesOptions, waitForFutures } from "./agents/wait-for-futures.js";
export { type AsyncClosable, aclosing } from "./coroutines/aclosing.js";
export { type AsCompleted, type AsCompletedOptions, asCompleted } from "./coroutines/as-completed.js";
export { type AsyncCursor, aiter } from "./coroutines/async-cursor.js";
export type { Awaitable, AwaitableLike, Coroutine, Startable, Suspension } from "./coroutines/awaitable.js";
export { ensureFuture } from "./coroutines/ensure-future.js";
export { type ErrorCondition, ExceptionGroup } from "./coroutines/exception-group.js";
export { Future } from "./coroutines/future.js";
export { type AwaitedOf, type Gatherable, type GatherOptions, gather } from "./coroutines/gather.js";
export { wrapFuture } from "./coroutines/host-promise.js";
export type { LazyAwaitable, TaskFactory } from "./coroutines/lazy-awaitable.js";
export { shield } from "./coroutines/shield.js";
export { sleep } from "./coroutines/sleep.js";
export { type StaggeredRaceResult, staggeredRace } from "./coroutines/staggered-race.js";
export { allTasks, currentTask, Task, type TaskOptions } from "./coroutines/task.js";
export { type TaskGroup, taskGroup } from "./coroutines/task-group.js";
export { type Timeout, timeout, timeoutAt } from "./coroutines/timeout.js";
export { type ReturnWhen, type WaitOptions, type WaitResult, wait } from "./coroutines/wait.js";
export { waitFor } from "./coroutines/wait-for.js";
export type { Host } from "./drivers/host.js";
export { nodeHost } from "./drivers/hosts/node.js";
export { VirtualClock } from "./drivers/virtual-clock.js";
export type { Clock } from "./kernel/clock.js";
export { Context, ContextVar, copyContext, type Token } from "./kernel/context.js";
export {
  AbandonedLockError,
  BrokenBarrierError,
  CancelledError,
  DeadlockError,
  HostPromiseError,
  InvalidStateError,
  KeyboardInterrupt,
  QueueEmpty,
  QueueFull,
  QueueShutDown,
  RuntimeError,
  TimeoutError,
} from "./kernel/errors.js";
export type { Handle, TimerHandle } from "./kernel/handle.js";
export { createTask, eagerTaskFactory } from "./loop/create-task.js";
export { getEventLoop, getRunningLoop, setEventLoop } from "./loop/current.js";
export { EventLoop, type EventLoopOptions, type GuestOptions, newEventLoop } from "./loop/event-loop.js";
export type { ExceptionContext, ExceptionHandler } from "./loop/exception-context.js";
export type { Main } from "./loop/main.js";
export { Runner, type RunnerOptions, type RunOptions, run, runSync } from "./loop/runner.js";
export { Barrier } from "./sync/barrier.js";
export { Condition } from "./sync/condition.js";
export { Event } from "./sync/event.js";
export type { Hold } from "./sync/hold.js";
export { LifoQueue } from "./sync/lifo-queue.js";
export { Lock } from "./sync/lock.js";
export { PriorityQueue, type PriorityQueueOptions } from "./sync/priority-queue.js";
export { Queue, type QueueOptions } from "./sync/queue.js";
export { BoundedSemaphore, Semaphore } from "./sync/semaphore.js";
