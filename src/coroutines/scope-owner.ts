/*
 * Whose task a scope (a timeout, a group) belongs to. A call of an async function begins in the step of its caller's task, and may
 * turn out to be a task of its own only after it has opened scopes. So the task is looked up when it matters: the
 * outermost frame above the scope is that call, which knows its task.
 */
import { RuntimeError } from "../kernel/errors.js";
import type { Scheduler } from "../kernel/scheduler.js";
import type { Frame } from "./frame.js";
import { currentTask } from "./loop-tasks.js";
import { ManagedCall } from "./managed-call.js";
import type { Task } from "./task.js";

/** The task that a scope belongs to. */
export class ScopeOwner {
  /** The task in whose step the scope was opened. */
  private readonly opener: Task<unknown>;
  private readonly frame: Frame | null;
  /** The count of requests to cancel the opener at that time. */
  private readonly requests: number;

  /** The owner of a scope that is opened now, which is called `what` in errors. */
  constructor(what: string) {
    const opener = currentTask();
    if (opener === null)
      throw new RuntimeError(`Cannot use a ${what} here: no task is running`, "ERR_NOT_IN_TASK");
    this.opener = opener;
    this.frame = opener.top;
    this.requests = opener.cancelling();
  }

  get loop(): Scheduler {
    return this.opener.loop;
  }

  /** The task. */
  task(): Task<unknown> {
    return this.call()?.ownTask() ?? this.opener;
  }

  /** Whether it is known by now which task that is. */
  isKnown(): boolean {
    return this.call()?.isUndecided() !== true;
  }

  /** How often the task had been asked to stop when the scope was opened. */
  requestsBefore(): number {
    return this.task() === this.opener ? this.requests : 0;
  }

  private call(): ManagedCall<unknown> | null {
    let { frame } = this;
    if (frame === null) return null;
    while (frame.parent !== null) frame = frame.parent;
    return frame instanceof ManagedCall ? frame : null;
  }
}
