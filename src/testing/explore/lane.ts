import type { Task } from "../../coroutines/task.js";

/** What runs in the order in which it became ready: the steps of one task, or the callbacks of one source. */
export class Lane {
  /** The task whose steps these are, or `null` for callbacks. */
  readonly task: Task<unknown> | null;
  /** The lane whose callbacks these are, or `null` for steps of a task and for what comes from outside the loop. */
  readonly source: Lane | null;
  /** How many entries that this lane made ready have not run yet, its own next step not counted. */
  unseen = 0;
  private callbackLane: Lane | null = null;

  constructor(task: Task<unknown> | null, source: Lane | null) {
    this.task = task;
    this.source = source;
  }

  /** The lane of the callbacks that this one schedules. A callback's callbacks are in its own lane. */
  get callbacks(): Lane {
    if (this.task === null) return this;
    this.callbackLane ??= new Lane(null, this);
    return this.callbackLane;
  }
}
