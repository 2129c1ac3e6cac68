import type { Task } from "../../coroutines/task.js";
import type { Runnable } from "../../kernel/ready-queue.js";

/** Something that is ready. */
export interface Entry {
  readonly runnable: Runnable;
  /** Who made it ready; `null` for time and for what comes from outside the loop. */
  readonly by: Lane | null;
  /** Its place in the queue: the lower, the sooner. */
  place: number;
}

/** What runs in the order in which it became ready: the steps of one task, or the callbacks of one source. */
export class Lane {
  /** The task whose steps these are, or `null` for callbacks. */
  readonly task: Task<unknown> | null;
  /** The lane whose callbacks these are, or `null` for steps of a task and for what comes from outside the loop. */
  readonly source: Lane | null;
  /** What of it is ready. */
  readonly entries: Entry[] = [];
  /** How many entries that this lane made ready have not run yet, its own next step not counted. */
  unseen = 0;
  /** A mark for the queue's own use. */
  isPassed = false;
  private callbackLane: Lane | null = null;

  constructor(task: Task<unknown> | null, source: Lane | null) {
    this.task = task;
    this.source = source;
  }

  /** What of it is next, of which there must be something. */
  get first(): Entry {
    return this.entries[0] as Entry;
  }

  /** Whether it gave way to what it made ready, which has not run yet. */
  get givesWay(): boolean {
    return this.unseen > 0 && this.task !== null && this.first.by === this;
  }

  /** The lane of the callbacks that this one schedules. A callback's callbacks are in its own lane. */
  get callbacks(): Lane {
    if (this.task === null) return this;
    this.callbackLane ??= new Lane(null, this);
    return this.callbackLane;
  }
}
