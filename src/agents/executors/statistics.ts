import { now } from "../../kernel/now.js";
import { type Durations, Histogram } from "./histogram.js";
import type { PoolCall } from "./pool-call.js";
import type { PoolWorker } from "./pool-worker.js";

const CALLS_PER_LOOK = 16;
/** In milliseconds. */
const LONG = 0.1;

/** What an executor does, and has done so far. */
export interface PoolStatistics {
  /** Calls that were submitted. */
  readonly submitted: number;
  /** Calls that returned, threw, or could not be run; those that were cancelled after they had begun, too. */
  readonly completed: number;
  /** Calls that were cancelled before they began. */
  readonly cancelled: number;
  /** Calls that wait: for a worker, or in one behind others. */
  readonly queued: number;
  /** Calls that run. */
  readonly running: number;
  /** How long calls waited before they ran. */
  readonly waitTime: Durations;
  /** How long calls ran. */
  readonly runTime: Durations;
  /** The workers there are: their names, and the share of their time in which they had something to do. */
  readonly workers: readonly {
    readonly name: string;
    /** Calls that it has: those that it runs, and some ahead of time. */
    readonly calls: number;
    readonly utilization: number;
  }[];
}

/** Counts what an executor does. */
export class PoolCounts {
  submitted = 0;
  completed = 0;
  cancelled = 0;
  /** How long a call usually runs, in milliseconds; NaN until that is known. */
  usualRunTime = Number.NaN;
  /** About when the latest call ended. */
  private now = 0;
  /** How many calls of this batch have ended. */
  private sinceLooked = 0;
  private readonly waitTime = new Histogram();
  private readonly runTime = new Histogram();

  /** A call has ended that ran for `ms` milliseconds. */
  record(call: PoolCall<unknown>, ms: number): void {
    this.completed++;
    this.runTime.record(ms);
    // To ask for the time takes as long as anything else here: that is done once for some calls that end together.
    if (this.sinceLooked++ % CALLS_PER_LOOK === 0) this.now = now();
    this.waitTime.record(Math.max(0, this.now - call.submitted - ms));
    const { usualRunTime } = this;
    this.usualRunTime = Number.isNaN(usualRunTime) ? ms : usualRunTime + (ms - usualRunTime) / 4;
  }

  /** Whether calls usually take longer than one looks out for their end. */
  get areLong(): boolean {
    return this.usualRunTime > LONG;
  }

  /** The calls that ended together were recorded. */
  endBatch(): void {
    this.sinceLooked = 0;
  }

  /** @param waiting how many calls no worker has; `ahead` how many wait in workers */
  summary(waiting: number, ahead: number, workers: Iterable<PoolWorker>): PoolStatistics {
    const list = [...workers].map((worker) =>
      Object.freeze({ name: worker.title, calls: worker.load, utilization: worker.utilization() }),
    );
    return Object.freeze({
      submitted: this.submitted,
      completed: this.completed,
      cancelled: this.cancelled,
      queued: waiting + ahead,
      running: list.reduce((sum, { calls }) => sum + calls, 0) - ahead,
      waitTime: this.waitTime.summary(),
      runTime: this.runTime.summary(),
      workers: Object.freeze(list),
    });
  }
}
