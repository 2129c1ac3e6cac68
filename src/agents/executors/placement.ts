/*
 * Which worker gets which call. A call goes to the least loaded worker that has room, else to a new worker, else it waits. A
 * worker that is busy is given calls ahead of time, as many as it does in a short while, so that it never waits for the next
 * one; a thread that has nothing to do takes back what has not begun elsewhere (claims.ts).
 */
import { RuntimeError } from "../../kernel/errors.js";
import type { PoolCall } from "./pool-call.js";
import type { PoolWorker } from "./pool-worker.js";
import type { PoolCounts } from "./statistics.js";
import type { WorkerSet } from "./worker-set.js";

/** How much work a worker has ahead of time, in milliseconds. */
const AHEAD = 0.5;
const MOST_AHEAD = 256;

/** Finds workers for calls. */
export class Placement {
  private readonly workers: WorkerSet;
  private readonly concurrency: number;
  private readonly counts: PoolCounts;

  constructor(workers: WorkerSet, concurrency: number, counts: PoolCounts) {
    this.workers = workers;
    this.concurrency = concurrency;
    this.counts = counts;
  }

  /**
   * The worker for a new call, if there is one with room.
   * @param pin the worker that it must be, if it must be a certain one
   * @throws RuntimeError (`ERR_AGENT_ENDED`) if that one has ended
   */
  choose(pin: object | null): PoolWorker | null {
    if (pin !== null) return this.pinned(pin as PoolWorker);
    const best = this.leastLoaded(this.concurrency);
    if (best !== null) return best;
    if (this.workers.canGrow()) {
      const worker = this.workers.start();
      return worker.isReady ? worker : null;
    }
    return this.leastLoaded(this.capacity());
  }

  /** The worker for a caller that always wants the same one. */
  choosePin(): PoolWorker {
    const best = this.leastLoaded(Number.POSITIVE_INFINITY);
    const worker =
      best === null || (best.calls.size > 0 && this.workers.canGrow()) ? this.workers.start() : best;
    worker.pin();
    return worker;
  }

  /** How many calls a worker may have: those that it runs, and some ahead of time. */
  capacity(): number {
    const { concurrency } = this;
    if (this.workers.kind === "process") return concurrency;
    const usual = this.counts.usualRunTime;
    if (usual === null) return concurrency;
    return concurrency + Math.max(1, Math.min(MOST_AHEAD, Math.floor(AHEAD / (usual + 0.001))));
  }

  /** Takes back a call that waits in a worker behind others, for one that has nothing to do. */
  takeBehind(): PoolCall<unknown> | null {
    for (const worker of this.workers) {
      if (worker.calls.size <= this.concurrency) continue;
      const last = [...worker.calls].at(-1) as PoolCall<unknown>;
      if (last.pin === null && worker.takeBack(last)) return last;
    }
    return null;
  }

  private pinned(worker: PoolWorker): PoolWorker {
    if (this.workers.has(worker)) return worker;
    throw new RuntimeError(`Cannot call a worker that has ended: ${worker.title}`, "ERR_AGENT_ENDED");
  }

  /** The worker with the fewest calls, if these are fewer than `limit`. */
  private leastLoaded(limit: number): PoolWorker | null {
    let best: PoolWorker | null = null;
    let least = limit;
    for (const worker of this.workers) {
      const { size } = worker.calls;
      if (size >= least || worker.isRetired || !worker.isReady || worker.callsLeft <= 0) continue;
      if (size === 0) return worker;
      best = worker;
      least = size;
    }
    return best;
  }
}
