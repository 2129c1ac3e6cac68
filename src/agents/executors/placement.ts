/*
 * Which worker gets which call. A call goes to the least loaded worker that has room, else to a new worker, else it waits. A
 * thread that is busy is given calls ahead of time, as many as it does in a short while, so that it never waits for the next
 * one; a thread that has nothing to do takes back half of what has not begun elsewhere (claims.ts).
 */

import { RuntimeError } from "../../kernel/errors.js";
import type { IsBlocked } from "../blocking-wait.js";
import type { PoolCall } from "./pool-call.js";
import type { PoolWorker } from "./pool-worker.js";
import type { PoolCounts } from "./statistics.js";
import type { WorkerSet } from "./worker-set.js";

/** How much work a worker has ahead of time, in milliseconds. */
const AHEAD = 4;
/** Fewer than half of what can be claimed. */
const MOST_AHEAD = 4_000;

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
    const isNeeded = best === null || best.load > 0;
    const worker = isNeeded && this.workers.canGrow() ? this.workers.start() : (best ?? this.anyToBe());
    worker.pin();
    return worker;
  }

  /** How many calls a worker may have: those that it runs, and some ahead of time. */
  capacity(): number {
    return this.concurrency + this.mostAhead();
  }

  /** Whether a worker is to be given more, of what waits: when half of what it had ahead of time is done. */
  needsMore(worker: PoolWorker): boolean {
    return worker.load < this.concurrency + Math.ceil(this.mostAhead() / 2);
  }

  /** How many calls wait in workers. */
  ahead(): number {
    let ahead = 0;
    for (const { load } of this.workers) ahead += Math.max(0, load - this.concurrency);
    return ahead;
  }

  /** How many calls would begin at once, or as soon as workers are ready. */
  free(): number {
    let free = this.workers.canGrow() ? (this.workers.most - this.workers.size) * this.concurrency : 0;
    for (const { load, callsLeft, isRetired } of this.workers)
      if (!isRetired) free += Math.max(0, Math.min(this.concurrency - load, callsLeft));
    return free;
  }

  /** How many calls those workers will take that are not ready so far. */
  soonFree(): number {
    let free = 0;
    for (const { isReady, isRetired } of this.workers) if (!isReady && !isRetired) free += this.concurrency;
    return free;
  }

  /** Whether nothing more begins as long as those are blocked of whom `isBlocked` says so. */
  isHeldUpBy(isBlocked: IsBlocked): boolean {
    if (this.workers.canGrow()) return false;
    for (const worker of this.workers) if (!worker.isHeldUpBy(isBlocked)) return false;
    return true;
  }

  /** The first such call that a worker has, and does not begin as long as those are blocked, nor would another. */
  heldUpBy(
    isBlocked: IsBlocked,
    isSuch: (call: PoolCall<unknown>) => boolean,
  ): PoolCall<unknown> | undefined {
    const areAllHeldUp = this.isHeldUpBy(isBlocked);
    for (const worker of this.workers) {
      if (!worker.isHeldUpBy(isBlocked)) continue;
      const behind = worker.calls().slice(this.concurrency);
      const call = behind.find((call) => (areAllHeldUp || call.extras.pin !== null) && isSuch(call));
      if (call !== undefined) return call;
    }
    return undefined;
  }

  /** The worker with the fewest calls, though it has no room, if one is ready. */
  anyReady(): PoolWorker | null {
    let best: PoolWorker | null = null;
    for (const worker of this.workers)
      if (worker.isReady && !worker.isRetired && (best === null || worker.load < best.load)) best = worker;
    return best;
  }

  /** Whether calls wait in some thread that another might take. */
  hasBehind(): boolean {
    if (this.workers.kind === "process") return false;
    for (const worker of this.workers) if (worker.load > this.concurrency) return true;
    return false;
  }

  /** Takes back the latter half of the calls that wait in the worker where most do that another may take, at most `most`; oldest first. */
  takeBehind(most: number): PoolCall<unknown>[] {
    if (most <= 0) return [];
    let donor: PoolWorker | null = null;
    let behind: PoolCall<unknown>[] = [];
    for (const worker of this.workers) {
      if (worker.load - this.concurrency <= behind.length) continue;
      const calls = worker.calls().slice(this.concurrency);
      const free = calls.filter(({ extras }) => extras.pin === null);
      if (free.length <= behind.length) continue;
      donor = worker;
      behind = free;
    }
    const count = Math.min(most, Math.ceil(behind.length / 2));
    return behind.slice(behind.length - count).filter((call) => donor?.takeBack(call));
  }

  /** A worker that will be ready, though it is not so far; a new one if all are about to end. */
  private anyToBe(): PoolWorker {
    for (const worker of this.workers) if (!worker.isRetired) return worker;
    return this.workers.start();
  }

  private mostAhead(): number {
    const { usualRunTime } = this.counts;
    if (Number.isNaN(usualRunTime) || this.workers.kind === "process") return 0;
    return Math.max(1, Math.min(MOST_AHEAD, Math.floor(AHEAD / (usualRunTime + 0.001))));
  }

  private pinned(worker: PoolWorker): PoolWorker {
    if (this.workers.has(worker)) return worker;
    throw (
      worker.endError ??
      new RuntimeError(`Cannot call a worker that has ended: ${worker.title}`, "ERR_AGENT_ENDED")
    );
  }

  /** The worker with the fewest calls, if these are fewer than `limit`. */
  private leastLoaded(limit: number): PoolWorker | null {
    let best: PoolWorker | null = null;
    let least = limit;
    for (const worker of this.workers) {
      const { load } = worker;
      if (load >= least || !mayBeGiven(worker)) continue;
      if (load === 0) return worker;
      best = worker;
      least = load;
    }
    return best;
  }
}

function mayBeGiven({ isReady, isRetired, callsLeft }: PoolWorker): boolean {
  return isReady && !isRetired && callsLeft > 0;
}
