import { callBeforeSleep, ring, threadBell } from "../../drivers/bell.js";
import { RuntimeError } from "../../kernel/errors.js";
import type { BegunThread } from "../begun-thread.js";
import type { IsBlocked } from "../blocking-wait.js";
import type { Peer } from "../calls/peer.js";
import { ConcurrentFuture } from "../concurrent-future.js";
import type { AgentKind } from "../launched.js";
import type { OutputPair } from "../output-stream.js";
import { ForsakenCalls } from "./forsaken-calls.js";
import { HeldUpCalls } from "./held-up-calls.js";
import { keepArguments } from "./kept-arguments.js";
import { Placement } from "./placement.js";
import type { CallOwner, PoolCall } from "./pool-call.js";
import type { PoolSettings } from "./pool-options.js";
import type { PoolWorker, WorkerListener } from "./pool-worker.js";
import { PoolCounts, type PoolStatistics } from "./statistics.js";
import { WaitingCalls } from "./waiting-calls.js";
import { WorkerSet } from "./worker-set.js";

/** After so many workers that ended before they had done anything, no more are started. */
const MOST_FAILURES = 3;

/** Brings the calls of an executor to its workers, follows both to their ends, and ends itself when it is told to. */
export class Dispatcher implements CallOwner, WorkerListener {
  readonly workers: WorkerSet;
  readonly waiting: WaitingCalls;
  readonly counts = new PoolCounts();
  state: "open" | "closing" | "closed" = "open";
  private readonly executor: object;
  private readonly settings: PoolSettings;
  private readonly placement: Placement;
  private readonly closed = new ConcurrentFuture<void>({
    onBlock: () => this.hold(),
    needs: (isBlocked) => this.workers.some((worker) => worker.needs(isBlocked)),
  });
  private readonly heldUp = new HeldUpCalls(
    (isWaiting, isSuch) =>
      this.placement.heldUpBy(isWaiting, isSuch) ?? this.firstHeldUpBy(isWaiting, isSuch),
  );
  private readonly forsaken = new ForsakenCalls(() => this.isHeld || this.waiting.areAwaited);
  /** Calls of a worker that is about to be known to have ended. */
  private readonly movingOn: PoolCall<unknown>[] = [];
  /** Workers that have nothing to do while others have calls that wait. */
  private readonly idle = new Set<PoolWorker>();
  private brokenBy: unknown = null;
  private failures = 0;
  /** Whether somebody waits for the end. */
  private isHeld = false;

  /**
   * @param executor is named in errors
   * @param begun the thread of the first worker, if it has begun already
   * @param output of the workers, as far as it is piped
   */
  constructor(
    executor: object,
    kind: AgentKind,
    settings: PoolSettings,
    begun: BegunThread | null,
    output: OutputPair,
  ) {
    this.executor = executor;
    this.settings = settings;
    this.workers = new WorkerSet(kind, settings, begun, output, this);
    this.placement = new Placement(this.workers, settings.concurrency, this.counts);
    this.waiting = new WaitingCalls(settings.maxQueue, this.placement);
  }

  /** @throws RuntimeError if there can be no more calls */
  checkOpen(): void {
    if (this.brokenBy !== null) throw this.brokenError();
    if (this.state === "open") return;
    throw new RuntimeError(
      `Cannot submit a call to ${this.executor}: it was shut down`,
      "ERR_EXECUTOR_SHUT_DOWN",
    );
  }

  /** The worker for a caller that always wants the same one. */
  choosePin(): object {
    return this.placement.choosePin();
  }

  /**
   * Takes a new call.
   * @throws QueueFull if it would have to wait, and there is no room; TypeError if an argument can't be copied.
   */
  dispatch(call: PoolCall<unknown>): void {
    const { pin } = call.extras;
    const worker = this.waiting.length === 0 || pin !== null ? this.placement.choose(pin) : null;
    if (worker !== null && worker.load < this.settings.concurrency) {
      worker.send(call, worker.load > 0, this.counts.areLong);
      this.noteSubmitted();
      return;
    }
    if (pin === null) this.waiting.checkRoom(call, this.executor);
    keepArguments(call, this.executor);
    this.noteSubmitted();
    if (worker !== null) {
      worker.send(call, true, this.counts.areLong);
    } else {
      this.waiting.push(call);
      this.forsaken.reclaim();
      this.grow();
    }
    this.heldUp.look();
  }

  /** Waits until there is room for a call; `null` if there is no need to. */
  whenRoom(): ConcurrentFuture<void> | null {
    const { waitersForRoom } = this.waiting;
    if (waitersForRoom === null || this.state !== "open" || this.brokenBy !== null) return null;
    const future = waitersForRoom.wait();
    if (!future.done()) this.forsaken.reclaim();
    return future;
  }

  /** How many calls wait: for a worker, or in one behind others. */
  get queued(): number {
    return this.waiting.length + this.placement.ahead();
  }

  /** What it does now, and has done so far. */
  statistics(): PoolStatistics {
    return this.counts.summary(this.waiting.length, this.placement.ahead(), this.workers);
  }

  /** Ends the worker that has a call, unless it is others that keep the call from beginning. */
  endWorkerOf(call: PoolCall<unknown>): void {
    const worker = call.worker as PoolWorker | null;
    if (worker === null) return;
    if (call.hasBegun || worker.load === 1) worker.kill("a call did not end when it was cancelled");
    else this.forsake(call);
  }

  /** Takes no more calls, and ends the workers when those are done that there are. Returns the future of that. */
  close(cancelFutures: boolean): ConcurrentFuture<void> {
    if (this.state === "open") this.state = "closing";
    this.waiting.waitersForRoom?.tellAll();
    if (cancelFutures) this.cancelAll();
    for (const worker of [...this.workers]) this.closeIfDone(worker);
    this.checkClosed();
    return this.closed;
  }

  /** Keeps this process alive until all workers have ended. */
  hold(): void {
    if (this.isHeld) return;
    this.isHeld = true;
    this.forsaken.reclaim();
    this.workers.hold();
  }

  // Calls: see CallOwner.

  ended(call: PoolCall<unknown>, ms: number): void {
    const worker = call.worker as PoolWorker | null;
    if (worker === null) return;
    this.forsaken.delete(call);
    worker.release(call);
    worker.hasWorked = true;
    this.failures = 0;
    this.counts.record(call, ms);
    if (this.waiting.length === 0 ? worker.load === 0 : this.placement.needsMore(worker)) this.fill(worker);
    else this.tellRoom();
  }

  drop(call: PoolCall<unknown>): void {
    this.counts.cancelled++;
    this.waiting.delete(call);
    this.tellRoom();
    this.checkClosed();
  }

  takeBack(call: PoolCall<unknown>): boolean {
    const worker = call.worker as PoolWorker | null;
    if (worker === null || !worker.takeBack(call)) return false;
    this.counts.cancelled++;
    call.extras.deadline?.clear();
    this.fill(worker);
    return true;
  }

  forsake(call: PoolCall<unknown>): void {
    this.forsaken.add(call);
  }

  moveOn(call: PoolCall<unknown>): boolean {
    const worker = call.worker as PoolWorker | null;
    if (worker === null) return false;
    worker.isRetired = true;
    if (worker.mayHaveBegun(call)) {
      worker.hasWorked = true;
      return false;
    }
    if (call.extras.pin !== null || call.future.done()) return false;
    worker.release(call);
    this.movingOn.push(call);
    return true;
  }

  prepareToBlock(call: PoolCall<unknown>): void {
    this.workers.flush();
    if (call.worker === null && this.placement.isHeldUpBy(waitsForAnswers)) this.press(call);
  }

  waitsForCallback(): void {
    this.heldUp.look();
  }

  isHeldUpBy(isBlocked: IsBlocked): boolean {
    return this.placement.isHeldUpBy(isBlocked);
  }

  // Workers: see WorkerListener.

  ready(worker: PoolWorker): void {
    this.fill(worker);
  }

  afterBatch(): void {
    this.counts.endBatch();
  }

  spent(worker: PoolWorker): void {
    if (worker.isPinned) return;
    worker.callsLeft = 0;
    const others = worker.calls().filter((call) => worker.takeBack(call));
    worker.callsLeft = 0;
    this.waiting.putBack(others);
    for (const each of [...this.workers]) this.fill(each);
    this.grow();
  }

  broken(worker: PoolWorker, error: unknown): void {
    this.brokenBy = error;
    worker.kill("its initializer failed");
    this.refuseWaiting();
    this.waiting.waitersForRoom?.tellAll();
    this.checkClosed();
  }

  workerEnded(worker: PoolWorker, error: Error): void {
    const hasFailed = !worker.hasWorked && !worker.wasClosed;
    this.workers.remove(worker);
    this.waiting.putBack(this.movingOn.splice(0));
    for (const each of [...this.workers]) this.fill(each);
    if (hasFailed && ++this.failures >= MOST_FAILURES) this.broken(worker, error);
    this.grow();
    this.tellRoom();
    this.checkClosed();
  }

  /** Gives a worker what it has room for. */
  private fill(worker: PoolWorker): void {
    if (!worker.isReady || worker.isRetired) return;
    const capacity = this.placement.capacity();
    while (worker.load < capacity && worker.callsLeft > 0) {
      const call = this.waiting.shift();
      if (call === undefined) break;
      this.sendWaiting(worker, call);
    }
    this.tellRoom();
    if (worker.load > 0) return;
    if (worker.callsLeft > 0 && this.placement.hasBehind()) this.shareSoon(worker);
    else this.rest(worker);
  }

  /** A worker takes from the others what waits there, unless what goes on now gives it something to do. */
  private shareSoon(worker: PoolWorker): void {
    this.idle.add(worker);
    if (this.idle.size > 1) return;
    setImmediate(this.share);
    callBeforeSleep(this.share);
  }

  private readonly share = (): void => {
    const idle = [...this.idle];
    this.idle.clear();
    for (const worker of idle) {
      if (worker.load > 0 || worker.isRetired || !this.workers.has(worker)) continue;
      for (const call of this.placement.takeBehind(worker.callsLeft)) this.sendWaiting(worker, call);
      if (worker.load === 0) this.rest(worker);
    }
  };

  private sendWaiting(worker: PoolWorker, call: PoolCall<unknown>): void {
    try {
      worker.send(call, true, this.counts.areLong);
    } catch (error) {
      // Its arguments can't be sent to a process, or its worker has ended, which nobody has been told so far.
      this.refuse(call, error);
    }
  }

  /** There will be no worker for what waits. */
  private refuseWaiting(): void {
    for (const call of [...this.waiting]) {
      this.waiting.delete(call);
      this.refuse(call, this.brokenError());
    }
  }

  private refuse(call: PoolCall<unknown>, error: unknown): void {
    this.counts.completed++;
    call.extras.deadline?.clear();
    call.future.reject(error);
  }

  /** The first such call that no worker has, if none takes it as long as those are blocked. */
  private firstHeldUpBy(
    isBlocked: IsBlocked,
    isSuch: (call: PoolCall<unknown>) => boolean,
  ): PoolCall<unknown> | undefined {
    return this.placement.isHeldUpBy(isBlocked) ? [...this.waiting].find(isSuch) : undefined;
  }

  /** All workers have calls that may wait for what this thread can answer only after this call, for which it is blocked. */
  private press(call: PoolCall<unknown>): void {
    const worker = this.placement.anyReady();
    if (worker === null || !this.waiting.delete(call)) return;
    this.sendWaiting(worker, call);
    if (call.future.done()) ring(threadBell());
  }

  /** A worker has nothing to do, and there is nothing. */
  private rest(worker: PoolWorker): void {
    if (worker.callsLeft <= 0) this.retire(worker);
    else if (this.state !== "open") this.closeIfDone(worker);
    else this.workers.whenIdle(worker, () => this.retire(worker));
  }

  /** Ends a worker in good order; another takes its place if there is something to do. */
  private retire(worker: PoolWorker): void {
    if (worker.isRetired) return;
    this.workers.retire(worker);
    this.grow();
  }

  /** Starts workers for what waits, unless those are about to be ready that will take it, and those that stay. */
  private grow(): void {
    while (this.brokenBy === null && this.workers.canGrow() && this.needsMoreWorkers())
      this.fill(this.workers.start());
    if (this.brokenBy !== null) this.refuseWaiting();
  }

  private needsMoreWorkers(): boolean {
    if (this.waiting.length > this.placement.soonFree()) return true;
    return this.state === "open" && this.workers.size < this.settings.minWorkers;
  }

  private noteSubmitted(): void {
    this.counts.submitted++;
    this.waiting.waitersForRoom?.take();
    if (this.workers.size < this.settings.minWorkers) this.grow();
  }

  private tellRoom(): void {
    this.waiting.waitersForRoom?.tell();
  }

  private brokenError(): RuntimeError {
    return new RuntimeError(
      `Cannot submit a call to ${this.executor}: its workers can't start. The cause is what the last one ended with.`,
      "ERR_BROKEN_EXECUTOR",
      { cause: this.brokenBy },
    );
  }

  private cancelAll(): void {
    for (const call of [...this.waiting]) call.future.cancel();
    for (const worker of this.workers) {
      for (const call of worker.calls()) {
        if (this.takeBack(call)) call.future.endCancelled(undefined);
      }
      if (worker.load > 0) worker.withdraw();
    }
  }

  private closeIfDone(worker: PoolWorker): void {
    if (worker.load > 0 || this.idle.has(worker) || this.waiting.length > 0 || worker.isRetired) return;
    worker.hold();
    worker.close();
  }

  private checkClosed(): void {
    if (this.state !== "closing" || !this.workers.haveEnded || this.waiting.length > 0) return;
    this.state = "closed";
    this.workers.close();
    this.closed.resolve();
  }
}

/** Whether a worker has calls that wait for answers of this thread. */
function waitsForAnswers(peer: object): boolean {
  return (peer as Peer).owesAnswers;
}
