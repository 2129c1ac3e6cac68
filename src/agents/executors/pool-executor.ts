/*
 * Which worker gets which call. A call goes to the least loaded worker that has room, else to a new worker, else it waits. A
 * worker that is busy is given calls ahead of time, as many as it does in a short while, so that it never waits for the next
 * one; a thread that has nothing to do takes back what has not begun elsewhere (claims.ts).
 */

import { QueueFull, RuntimeError } from "../../kernel/errors.js";
import { noteMade } from "../../kernel/note.js";
import { observedLoops } from "../../kernel/observer.js";
import type {
  Executor,
  ShutdownOptions,
  TargetFunction,
  TargetLike,
  TargetResult,
} from "../../loop/executor.js";
import { checkArguments } from "../arguments.js";
import { type CallOptions, checkCallOptions, Deadline } from "../calls/deadline.js";
import { REFERENCES } from "../calls/messages.js";
import { uncloneable } from "../calls/uncloneable.js";
import { ConcurrentFuture } from "../concurrent-future.js";
import type { AgentKind } from "../launched.js";
import { passAborts, refer } from "../modules/references.js";
import { type ModuleOptions, type RemoteModule, remoteModule } from "../modules/remote-module.js";
import { RemoteStream, type StreamOwner } from "../modules/remote-stream.js";
import { isStreamReference } from "../modules/streams.js";
import { takeMoved } from "../move.js";
import { copyPlain, isPrimitive, NOT_PLAIN } from "../transport/plain-copy.js";
import { CallQueue } from "./call-queue.js";
import { type MapOptions, type Mapped, mapCalls } from "./map-calls.js";
import { type CallOwner, PoolCall } from "./pool-call.js";
import { type PoolOptions, type PoolSettings, toPoolSettings } from "./pool-options.js";
import { PoolWorker, type WorkerListener } from "./pool-worker.js";
import { PoolCounts, type PoolStatistics } from "./statistics.js";

/** How much work a worker has ahead of time, in milliseconds. */
const AHEAD = 0.5;
const MOST_AHEAD = 256;
/** After so many workers that ended before they had done anything, no more are started. */
const MOST_FAILURES = 3;

/** What the executors for threads and for processes have in common. */
export abstract class PoolExecutor implements Executor {
  private readonly settings: PoolSettings;
  private readonly workers = new Set<PoolWorker>();
  /** Workers that were told to end. */
  private readonly leaving = new Set<PoolWorker>();
  private readonly queue = new CallQueue<PoolCall<unknown>>();
  private readonly counts = new PoolCounts();
  private readonly ownerOfCalls: CallOwner;
  private readonly listener: WorkerListener;
  private readonly closed = new ConcurrentFuture<void>({ onBlock: () => this.holdWorkers() });
  /** Calls of a worker that is about to be known to have ended. */
  private readonly movingOn: PoolCall<unknown>[] = [];
  private readonly roomListeners: (() => void)[] = [];
  private state: "open" | "closing" | "closed" = "open";
  private brokenBy: unknown = null;
  private failures = 0;
  private workersMade = 0;

  constructor(options: PoolOptions = {}) {
    this.settings = toPoolSettings(options);
    this.ownerOfCalls = {
      drop: (call) => this.drop(call),
      takeBack: (call) => this.takeBack(call),
      moveOn: (call) => this.moveOn(call),
      ended: (call, ms) => this.callEnded(call, ms),
      prepareToBlock: () => this.flush(),
    };
    this.listener = {
      ready: (worker) => this.fill(worker),
      broken: (worker, error) => this.breakBy(worker, error),
      ended: (worker, error) => this.workerEnded(worker, error),
    };
    if (observedLoops > 0) noteMade(this);
  }

  /** @internal Whether it was not told to shut down so far. */
  isOpen(): boolean {
    return this.state === "open";
  }

  /**
   * Runs a call in a worker, and gives the future of its result. The arguments are copied now, but for those marked with
   * `move`. A target that is a coroutine or async function runs in the worker's loop. Python: `Executor.submit`.
   * @throws RuntimeError (`ERR_EXECUTOR_SHUT_DOWN`) after `shutdown`, or (`ERR_BROKEN_EXECUTOR`) if its workers can't start;
   * QueueFull if `maxQueue` calls wait already: await {@link PoolExecutor.whenRoom} first; TypeError if an argument can't be
   * copied.
   */
  submit<F extends TargetFunction>(
    target: TargetLike<F>,
    ...args: Parameters<F>
  ): ConcurrentFuture<TargetResult<F>> {
    return this.call(target, args, null, null);
  }

  /** {@link PoolExecutor.submit}, with options for the call. */
  submitWith<F extends TargetFunction>(
    options: CallOptions,
    target: TargetLike<F>,
    ...args: Parameters<F>
  ): ConcurrentFuture<TargetResult<F>> {
    return this.call(target, args, options, null);
  }

  /**
   * Calls a target with each item, in workers. The results come in the order of the items: `for await` waits for each,
   * `for` blocks. Items are taken as there is room for them. Python: `Executor.map`.
   */
  map<T, R>(
    target: TargetLike<(item: T) => R>,
    items: Iterable<T> | AsyncIterable<T>,
    options: MapOptions = {},
  ): Mapped<TargetResult<(item: T) => R>> {
    const window =
      options.buffer ?? 2 * this.settings.maxWorkers * Math.min(this.settings.concurrency, 1_000);
    return mapCalls((item: T) => this.call(target, [item], options, null), items, window);
  }

  /**
   * A view of a module: its exported functions, called in workers. `await api.resize(image)`, or `api.resize.sync(image)` to
   * block; `api.resize.with({ timeout: 100 })(image)`. Callbacks and `AbortSignal`s among the arguments stay here, and are
   * called back or passed on; an async generator is a {@link RemoteStream}.
   *
   * ```ts
   * const api = pool.module<typeof import("./work.js")>(new URL("./work.js", import.meta.url));
   * const small = await api.resize(image, 100);
   * ```
   */
  module<M>(url: URL | string, options: ModuleOptions = {}): RemoteModule<M> {
    const pin = options.pin === true ? this.pinnedWorker() : null;
    return remoteModule<M>(String(url), (target, args, callOptions) =>
      this.moduleCall(target, args, callOptions, pin),
    );
  }

  /** Waits until there is room for a call: `await` it, or block with `result()`. */
  whenRoom(): ConcurrentFuture<void> {
    const future = new ConcurrentFuture<void>();
    if (this.queue.length < this.settings.maxQueue || this.state !== "open") future.setResult();
    else this.roomListeners.push(() => future.resolve());
    return future;
  }

  /**
   * Takes no more calls. Its workers end, each after its `teardown`, when the calls are done that there are. Wait for that:
   * `await` what this returns, or block with `result()`. Python: `Executor.shutdown`.
   */
  shutdown(options: ShutdownOptions = {}): ConcurrentFuture<void> {
    if (this.state === "open") this.state = "closing";
    if (options.cancelFutures === true) {
      for (const call of [...this.queue]) call.future.cancel();
      for (const worker of this.workers) {
        for (const call of [...worker.calls]) {
          if (this.takeBack(call)) call.future.endCancelled(undefined);
        }
      }
    }
    for (const worker of [...this.workers]) this.closeIfDone(worker);
    this.checkClosed();
    if (options.wait === false) {
      const nothing = new ConcurrentFuture<void>();
      nothing.setResult();
      return nothing;
    }
    this.holdWorkers();
    return this.closed;
  }

  /** What it does now, and has done so far. */
  statistics(): PoolStatistics {
    return this.counts.summary(this.queue.length, this.workers);
  }

  /** Shuts it down and blocks until its workers have ended: at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.shutdown().result();
  }

  /** Shuts it down and waits until its workers have ended: at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  toString(): string {
    return `<${this.constructor.name} workers=${this.workers.size} queued=${this.queue.length} ${this.state}>`;
  }

  /** @internal */
  protected abstract readonly kind: AgentKind;

  /** @internal The worker for a caller that always wants the same one. */
  pinnedWorker(): object {
    this.checkOpen();
    const best = this.leastLoaded(Number.POSITIVE_INFINITY);
    return best === null || (best.calls.size > 0 && this.workers.size < this.settings.maxWorkers)
      ? this.startWorker()
      : best;
  }

  /** @internal */
  call<F extends TargetFunction>(
    target: TargetLike<F>,
    givenArgs: Parameters<F>,
    options: CallOptions | null,
    pin: object | null,
    prepare?: (call: PoolCall<unknown>) => void,
  ): ConcurrentFuture<TargetResult<F>> {
    this.checkOpen();
    checkArguments(givenArgs, this);
    const { values, transfer } = takeMoved(givenArgs);
    const call = new PoolCall<TargetResult<F>>(this.ownerOfCalls, target, values, transfer, pin);
    const ours = call as PoolCall<unknown>;
    prepare?.(ours);
    if (options !== null && needsDeadline(options)) {
      checkCallOptions(options);
      call.deadline = new Deadline(call as PoolCall<unknown>, options, () => this.endWorkerOf(ours));
      if (call.future.done()) return call.future;
    }
    const worker = this.queue.length === 0 || pin !== null ? this.choose(pin) : null;
    if (worker !== null && worker.calls.size < this.settings.concurrency) {
      worker.send(ours, false);
      this.counts.submitted++;
      return call.future;
    }
    if (worker === null && this.queue.length >= this.settings.maxQueue) {
      call.deadline?.clear();
      throw new QueueFull(
        `Cannot submit '${target.name}' to ${this}: ${this.queue.length} calls wait already. Await whenRoom() first.`,
      );
    }
    this.keepArguments(ours);
    this.counts.submitted++;
    if (worker !== null) worker.send(ours, true);
    else this.queue.push(ours);
    return call.future;
  }

  private moduleCall(
    target: TargetLike<TargetFunction>,
    args: readonly unknown[],
    options: CallOptions | null,
    pin: object | null,
  ): ConcurrentFuture<unknown> {
    const referred = refer(args);
    return this.call(target, (referred?.args ?? args) as never[], options, pin, (call) => {
      if (referred !== null) {
        call.flags |= REFERENCES;
        call.whileSent = (worker) => passAborts(referred, worker.holder);
      }
      call.revive = (value, worker) =>
        isStreamReference(value) ? new RemoteStream(this.streamOwner(worker as object), value) : value;
    });
  }

  private streamOwner(worker: object): StreamOwner {
    return {
      pull: (target, number, count) => this.call(target, [number, count], null, worker),
      close: (target, number) => this.call(target, [number], null, worker),
    };
  }

  private checkOpen(): void {
    if (this.brokenBy !== null) throw this.brokenError();
    if (this.state !== "open") {
      throw new RuntimeError(`Cannot submit a call to ${this}: it was shut down`, "ERR_EXECUTOR_SHUT_DOWN");
    }
  }

  /** The worker for a new call, if there is one with room. */
  private choose(pin: object | null): PoolWorker | null {
    const { concurrency, maxWorkers } = this.settings;
    if (pin !== null) {
      if (!this.workers.has(pin as PoolWorker))
        throw new RuntimeError(
          `Cannot call a worker that has ended: ${(pin as PoolWorker).title}`,
          "ERR_AGENT_ENDED",
        );
      return pin as PoolWorker;
    }
    const best = this.leastLoaded(concurrency);
    if (best !== null) return best;
    if (this.workers.size < maxWorkers) {
      const worker = this.startWorker();
      return worker.isReady ? worker : null;
    }
    return this.leastLoaded(this.capacity());
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

  /** How many calls a worker may have: those that it runs, and some ahead of time. */
  private capacity(): number {
    const { concurrency } = this.settings;
    if (this.kind === "process") return concurrency;
    const usual = this.counts.usualRunTime;
    if (usual === null) return concurrency;
    return concurrency + Math.max(1, Math.min(MOST_AHEAD, Math.floor(AHEAD / (usual + 0.001))));
  }

  private startWorker(): PoolWorker {
    const worker = new PoolWorker(this.kind, ++this.workersMade, this.settings, this.listener);
    this.workers.add(worker);
    return worker;
  }

  /** Gives a worker what it has room for. */
  private fill(worker: PoolWorker): void {
    if (!worker.isReady || worker.isRetired) return;
    const capacity = this.capacity();
    while (worker.calls.size < capacity && worker.callsLeft > 0) {
      const call = this.queue.shift();
      if (call === undefined) break;
      this.sendQueued(worker, call);
    }
    if (this.roomListeners.length > 0) this.tellRoom();
    if (worker.calls.size > 0) return;
    if (worker.callsLeft > 0 && this.relieve(worker)) return;
    this.rest(worker);
  }

  private sendQueued(worker: PoolWorker, call: PoolCall<unknown>): void {
    try {
      worker.send(call, true);
    } catch (error) {
      // Its worker has ended, which nobody has been told so far.
      call.future.reject(error);
    }
  }

  /** A worker has nothing to do: it gets a call that waits in another. */
  private relieve(idle: PoolWorker): boolean {
    for (const worker of this.workers) {
      if (worker.calls.size <= this.settings.concurrency) continue;
      const last = [...worker.calls].at(-1) as PoolCall<unknown>;
      if (last.pin !== null || !worker.takeBack(last)) continue;
      this.sendQueued(idle, last);
      return true;
    }
    return false;
  }

  /** A worker has nothing to do, and there is nothing. */
  private rest(worker: PoolWorker): void {
    if (worker.callsLeft <= 0) {
      this.retire(worker);
      return;
    }
    if (this.state !== "open") {
      this.closeIfDone(worker);
      return;
    }
    const { idleTimeout, minWorkers } = this.settings;
    if (idleTimeout === Number.POSITIVE_INFINITY || this.workers.size <= minWorkers) return;
    const { busyTime } = worker;
    setTimeout(() => {
      const isIdle = worker.calls.size === 0 && worker.busyTime === busyTime;
      if (isIdle && !worker.isRetired && this.workers.size > minWorkers) this.retire(worker);
    }, idleTimeout).unref();
  }

  /** Ends a worker in good order; another takes its place if there is something to do. */
  private retire(worker: PoolWorker): void {
    if (worker.isRetired) return;
    worker.close();
    this.workers.delete(worker);
    this.leaving.add(worker);
    this.replace();
  }

  private replace(): void {
    while (this.queue.length > 0 && this.brokenBy === null && this.workers.size < this.settings.maxWorkers) {
      const worker = this.startWorker();
      this.fill(worker);
      if (!worker.isReady) break;
    }
  }

  private callEnded(call: PoolCall<unknown>, ms: number): void {
    const worker = call.worker as PoolWorker | null;
    if (worker === null) return;
    worker.release(call);
    worker.hasWorked = true;
    this.failures = 0;
    this.counts.record(call, ms);
    this.fill(worker);
  }

  private drop(call: PoolCall<unknown>): void {
    this.counts.cancelled++;
    this.queue.delete(call);
    if (this.roomListeners.length > 0) this.tellRoom();
    this.checkClosed();
  }

  private takeBack(call: PoolCall<unknown>): boolean {
    const worker = call.worker as PoolWorker | null;
    if (worker === null || !worker.takeBack(call)) return false;
    this.counts.cancelled++;
    call.deadline?.clear();
    this.fill(worker);
    return true;
  }

  private moveOn(call: PoolCall<unknown>): boolean {
    const worker = call.worker as PoolWorker | null;
    if (worker === null) return false;
    worker.isRetired = true;
    if (worker.mayHaveBegun(call)) {
      worker.hasWorked = true;
      return false;
    }
    if (call.pin !== null || call.future.done()) return false;
    worker.release(call);
    this.movingOn.push(call);
    return true;
  }

  private endWorkerOf(call: PoolCall<unknown>): void {
    (call.worker as PoolWorker | null)?.kill("a call did not end when it was cancelled");
  }

  private workerEnded(worker: PoolWorker, error: Error): void {
    const hasFailed = !worker.hasWorked && !worker.wasClosed;
    this.workers.delete(worker);
    this.leaving.delete(worker);
    for (const call of this.movingOn.splice(0).reverse()) this.queue.unshift(call);
    if (hasFailed && ++this.failures >= MOST_FAILURES) this.breakBy(worker, error);
    this.replace();
    this.checkClosed();
  }

  private breakBy(worker: PoolWorker, error: unknown): void {
    this.brokenBy = error;
    worker.kill("its initializer failed");
    for (const call of [...this.queue]) {
      this.queue.delete(call);
      call.future.reject(this.brokenError());
    }
    this.checkClosed();
  }

  private brokenError(): RuntimeError {
    return new RuntimeError(
      `Cannot submit a call to ${this}: its workers can't start. The cause is what the last one ended with.`,
      "ERR_BROKEN_EXECUTOR",
      { cause: this.brokenBy },
    );
  }

  private closeIfDone(worker: PoolWorker): void {
    if (worker.calls.size > 0 || this.queue.length > 0 || worker.isRetired) return;
    worker.hold();
    worker.close();
  }

  private checkClosed(): void {
    if (this.state !== "closing" || this.workers.size > 0 || this.leaving.size > 0 || this.queue.length > 0)
      return;
    this.state = "closed";
    this.closed.resolve();
  }

  private holdWorkers(): void {
    for (const worker of [...this.workers, ...this.leaving]) worker.hold();
  }

  private flush(): void {
    for (const worker of this.workers) worker.flush();
  }

  private tellRoom(): void {
    for (let room = this.settings.maxQueue - this.queue.length; room > 0; room--)
      this.roomListeners.shift()?.();
  }

  /** Keeps the arguments of a call that has to wait as they are now. */
  private keepArguments(call: PoolCall<unknown>): void {
    if (call.args.every(isPrimitive)) return;
    if (call.transfer.length === 0) {
      const copies = call.args.map(copyPlain);
      if (!copies.includes(NOT_PLAIN)) {
        call.args = copies;
        return;
      }
    }
    try {
      call.args = structuredClone(call.args, { transfer: [...call.transfer] as never });
    } catch (cause) {
      call.deadline?.clear();
      throw uncloneable(`Cannot send the arguments to ${this}`, "args", call.args, cause);
    }
    call.transfer = [];
  }
}

function needsDeadline({ signal, timeout, grace }: CallOptions): boolean {
  return signal !== undefined || timeout !== undefined || grace !== undefined;
}
