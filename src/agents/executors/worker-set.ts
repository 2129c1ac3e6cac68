import { LONGEST_TIMEOUT } from "../../drivers/longest-timeout.js";
import { now } from "../../kernel/now.js";
import type { BegunThread } from "../begun-thread.js";
import type { AgentKind } from "../launched.js";
import type { OutputPair } from "../output-stream.js";
import type { PoolSettings } from "./pool-options.js";
import { PoolWorker, type WorkerListener } from "./pool-worker.js";

/** The workers of an executor. Iteration gives those that may be given calls. */
export class WorkerSet implements Iterable<PoolWorker> {
  readonly kind: AgentKind;
  private readonly settings: PoolSettings;
  private readonly output: OutputPair;
  private readonly listener: WorkerListener;
  private readonly working = new Set<PoolWorker>();
  /** Those that were told to end. */
  private readonly leaving = new Set<PoolWorker>();
  private made = 0;
  /** The thread of the first one, if it has begun already. */
  private begun: BegunThread | null;

  /** @param output of all of them, as far as it is piped */
  constructor(
    kind: AgentKind,
    settings: PoolSettings,
    begun: BegunThread | null,
    output: OutputPair,
    listener: WorkerListener,
  ) {
    this.kind = kind;
    this.settings = settings;
    this.begun = begun;
    this.output = output;
    this.listener = listener;
  }

  /** How many there are, but for those that were told to end. */
  get size(): number {
    return this.working.size;
  }

  /** Whether all have ended. */
  get haveEnded(): boolean {
    return this.working.size === 0 && this.leaving.size === 0;
  }

  has(worker: PoolWorker): boolean {
    return this.working.has(worker);
  }

  /** How many there may be. */
  get most(): number {
    return this.settings.maxWorkers;
  }

  /** Whether one more may be started. */
  canGrow(): boolean {
    return this.working.size < this.most;
  }

  start(): PoolWorker {
    const { kind, settings, begun, output, listener } = this;
    this.begun = null;
    const worker = new PoolWorker(kind, ++this.made, settings, begun, output, listener);
    this.working.add(worker);
    return worker;
  }

  /** Ends a worker in good order. It must have no calls. */
  retire(worker: PoolWorker): void {
    worker.close();
    this.working.delete(worker);
    this.leaving.add(worker);
  }

  /** A worker has nothing to do: calls `fn` once that is so for as long as it may, if it is not one of those that stay. */
  whenIdle(worker: PoolWorker, fn: () => void): void {
    if (this.settings.idleTimeout === Number.POSITIVE_INFINITY) return;
    worker.idleSince = now();
    if (!worker.isWatched && this.size > this.settings.minWorkers) this.watch(worker, fn);
  }

  /** One timer looks at a worker, however often that has nothing to do. */
  private watch(worker: PoolWorker, fn: () => void): void {
    const { idleTimeout, minWorkers } = this.settings;
    const left = Math.ceil(worker.idleSince + idleTimeout - now());
    worker.isWatched = true;
    setTimeout(
      () => {
        worker.isWatched = false;
        if (worker.load > 0 || worker.isRetired || worker.isPinned || this.size <= minWorkers) return;
        if (now() - worker.idleSince >= idleTimeout) fn();
        else this.watch(worker, fn);
      },
      Math.min(left, LONGEST_TIMEOUT),
    ).unref();
  }

  /** A worker has ended. */
  remove(worker: PoolWorker): void {
    this.working.delete(worker);
    this.leaving.delete(worker);
  }

  /** All have ended, and no more will be started. */
  close(): void {
    this.begun?.abandon();
    for (const sink of this.output) sink?.end();
  }

  /** Whether it is so for one of those that have not ended. */
  some(isSo: (worker: PoolWorker) => boolean): boolean {
    return [...this.working, ...this.leaving].some(isSo);
  }

  /** Keeps this process alive until all have ended. */
  hold(): void {
    for (const worker of this.working) worker.hold();
    for (const worker of this.leaving) worker.hold();
  }

  /** Sends what waits to be sent. */
  flush(): void {
    for (const worker of this.working) worker.flush();
  }

  [Symbol.iterator](): Iterator<PoolWorker> {
    return this.working[Symbol.iterator]();
  }
}
