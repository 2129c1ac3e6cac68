/* What needs nothing but the language and timers: the package in a browser. */
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
export { allTasks, currentTask } from "./coroutines/loop-tasks.js";
export { shield } from "./coroutines/shield.js";
export { sleep } from "./coroutines/sleep.js";
export type { StackEntry } from "./coroutines/stack.js";
export { type StaggeredRaceResult, staggeredRace } from "./coroutines/staggered-race.js";
export { Task, type TaskOptions } from "./coroutines/task.js";
export { type TaskGroup, taskGroup } from "./coroutines/task-group.js";
export { type Timeout, timeout, timeoutAt } from "./coroutines/timeout.js";
export { type ReturnWhen, type WaitOptions, type WaitResult, wait } from "./coroutines/wait.js";
export { waitFor } from "./coroutines/wait-for.js";
export type { Host } from "./drivers/host.js";
export { browserHost } from "./drivers/hosts/browser.js";
export { type FrameHostOptions, frameHost } from "./drivers/hosts/frame.js";
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
export type {
  Executor,
  ShutdownOptions,
  Submitted,
  TargetFunction,
  TargetLike,
  TargetResult,
} from "./loop/executor.js";
export { GuestRunner } from "./loop/guest-runner.js";
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
