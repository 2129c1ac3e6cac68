import type { Scheduler } from "../kernel/scheduler.js";
import { Frame } from "./frame.js";
import type { Future } from "./future.js";
import type { Task, TaskOptions } from "./task.js";

/**
 * What the rest of the library knows of a call of a managed async function. Programs without such functions, above all
 * pages, then do without the code that runs them (call.ts).
 */
export abstract class ManagedCall<T> extends Frame {
  /** @internal The future of its end: a task, unless it has ended, or is a part of the task of another. */
  abstract toFuture(loop: Scheduler): Future<T>;
  /** @internal What `createTask` makes of it. */
  abstract toTask(loop: Scheduler, options?: TaskOptions): Task<T>;
  /** @internal The task that runs it, if that is one of its own. */
  abstract ownTask(): Task<T> | null;
  /** @internal Whether it is not known yet if it is a part of its caller's task. */
  abstract isUndecided(): boolean;
}
