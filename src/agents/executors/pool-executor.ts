import type { Readable } from "node:stream";
import { noteMade } from "../../kernel/note.js";
import { observedLoops } from "../../kernel/observer.js";
import type {
  Executor,
  ShutdownOptions,
  TargetFunction,
  TargetLike,
  TargetResult,
} from "../../loop/executor.js";
import { checkSettings } from "../agent-options.js";
import { BegunThread } from "../begun-thread.js";
import type { CallOptions } from "../calls/deadline.js";
import { checkTarget } from "../check-target.js";
import type { ConcurrentFuture } from "../concurrent-future.js";
import type { AgentKind } from "../launched.js";
import {
  type CallMaker,
  type ModuleOptions,
  type RemoteModule,
  remoteModule,
} from "../modules/remote-module.js";
import { isPiped } from "../output-options.js";
import type { MapOptions, Mapped } from "./map-calls.js";
import type { Pool } from "./pool.js";
import { type PoolOptions, type PoolSettings, toPoolSettings } from "./pool-options.js";
import { arePoolsLoaded, newPool } from "./pools.js";
import type { PoolStatistics } from "./statistics.js";
import { workerSettings } from "./worker-settings.js";

/** What the executors for threads and for processes have in common. */
export abstract class PoolExecutor implements Executor {
  /**
   * What its workers print, if its option `stdout` is `"pipe"`, line by line: a line of one is never within a line of another.
   * It goes on when workers are replaced, and ends when the executor has shut down. It may be read at any time, and what is not
   * read is kept. Once somebody reads, `process.stdout.write` in a worker returns `false` when more than 64 kB of it are not read,
   * until there is room again.
   */
  readonly stdout: Readable | null;
  /** The same for their errors. */
  readonly stderr: Readable | null;
  private readonly kind: AgentKind;
  private readonly settings: PoolSettings;
  /** What does the work, once there was some. */
  private made: Pool | null = null;

  /** Programs make a {@link ThreadPoolExecutor} or a {@link ProcessPoolExecutor}. */
  constructor(kind: AgentKind, options: PoolOptions) {
    this.kind = kind;
    this.settings = toPoolSettings(options);
    checkSettings("an executor", options);
    const hasOutput = isPiped("an executor", options);
    [this.stdout, this.stderr] = hasOutput ? this.pool.output : [null, null];
    if (observedLoops > 0) noteMade(this);
  }

  /** @internal Whether it was not told to shut down so far. */
  isOpen(): boolean {
    return this.made === null || this.made.dispatcher.state === "open";
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
    checkTarget(target, "submit");
    return this.startedPool.call(target, args, null, null);
  }

  /** {@link PoolExecutor.submit}, with options for the call. */
  submitWith<F extends TargetFunction>(
    options: CallOptions,
    target: TargetLike<F>,
    ...args: Parameters<F>
  ): ConcurrentFuture<TargetResult<F>> {
    checkTarget(target, "submit");
    return this.startedPool.call(target, args, options, null);
  }

  /**
   * Calls a target with each item, in workers. The results come in the order of the items: `for await` waits for each,
   * `for` blocks. Items are taken as there is room for them; what was called ahead, and is not taken, is cancelled. Python:
   * `Executor.map`.
   * @throws TypeError or RangeError for what is no iterable, or options that make no sense
   */
  map<T, R>(
    target: TargetLike<(item: T) => R>,
    items: Iterable<T> | AsyncIterable<T>,
    options: MapOptions = {},
  ): Mapped<TargetResult<(item: T) => R>> {
    checkTarget(target, "map");
    return this.startedPool.map(target, items, options);
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
   * @throws TypeError for a path: a worker would look for it elsewhere
   */
  module<M>(url: URL | string, options: ModuleOptions = {}): RemoteModule<M> {
    if (!(url instanceof URL) && (typeof url !== "string" || /^(\.{0,2}\/|$)/.test(url))) {
      throw new TypeError(
        `Cannot call the module ${String(url)} in workers: a URL is expected, as of new URL("./work.js", import.meta.url)`,
      );
    }
    let call: CallMaker | null = options.pin === true ? this.startedPool.moduleCalls(true) : null;
    return remoteModule<M>(String(url), (target, args, callOptions) => {
      call ??= this.startedPool.moduleCalls(false);
      return call(target, args, callOptions);
    });
  }

  /**
   * Waits until there is room for a call: `await` it, or block with `result()`. The place is kept, at first, for who has waited: others
   * that wait are told of other ones. It is over, too, when there can be no more calls, which {@link PoolExecutor.submit} says.
   */
  whenRoom(): ConcurrentFuture<void> {
    return this.pool.whenRoom();
  }

  /**
   * Takes no more calls. Its workers end, each after its `teardown`, when the calls are done that there are. Wait for that:
   * `await` what this returns, or block with `result()`. Python: `Executor.shutdown`.
   */
  shutdown(options: ShutdownOptions = {}): ConcurrentFuture<void> {
    return this.pool.shutdown(options);
  }

  /** What it does now, and has done so far. */
  statistics(): PoolStatistics {
    return this.pool.dispatcher.statistics();
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
    const { name } = this.constructor;
    if (this.made === null) return `<${name} workers=0 queued=0 open>`;
    const { workers, queued, state } = this.made.dispatcher;
    return `<${name} workers=${workers.size} queued=${queued} ${state}>`;
  }

  /** @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /** The pool, if nothing is to be called now. */
  private get pool(): Pool {
    this.made ??= newPool(this, this.kind, this.settings, null);
    return this.made;
  }

  /** The pool, of which something is to be called. A thread begins while it is loaded. */
  private get startedPool(): Pool {
    this.made ??= this.beginPool();
    return this.made;
  }

  private beginPool(): Pool {
    const { kind, settings } = this;
    if (kind === "process" || arePoolsLoaded()) return newPool(this, kind, settings, null);
    const thread = new BegunThread(workerSettings(kind, 1, settings));
    try {
      return newPool(this, kind, settings, thread);
    } catch (error) {
      thread.abandon();
      throw error;
    }
  }
}
