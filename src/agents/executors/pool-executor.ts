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
import { checkArguments } from "../arguments.js";
import { captureCaller } from "../calls/caller.js";
import { captureContext } from "../calls/carried-context.js";
import { type CallOptions, checkCallOptions, Deadline } from "../calls/deadline.js";
import { checkTarget } from "../check-target.js";
import { ConcurrentFuture } from "../concurrent-future.js";
import type { AgentKind } from "../launched.js";
import { type ModuleOptions, type RemoteModule, remoteModule } from "../modules/remote-module.js";
import { anyMoved, takeMoved } from "../move.js";
import { outputStreams } from "../output-stream.js";
import { Dispatcher } from "./dispatcher.js";
import { type MapOptions, type Mapped, mapCalls } from "./map-calls.js";
import { moduleCalls } from "./module-calls.js";
import { PoolCall } from "./pool-call.js";
import { type PoolOptions, type PoolSettings, toPoolSettings } from "./pool-options.js";
import type { PoolStatistics } from "./statistics.js";

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
  private readonly settings: PoolSettings;
  private readonly dispatcher: Dispatcher;

  /** Programs make a {@link ThreadPoolExecutor} or a {@link ProcessPoolExecutor}. */
  constructor(kind: AgentKind, options: PoolOptions) {
    this.settings = toPoolSettings(options);
    const output = outputStreams("an executor", options);
    [this.stdout, this.stderr] = output;
    this.dispatcher = new Dispatcher(this, kind, this.settings, output);
    if (observedLoops > 0) noteMade(this);
  }

  /** @internal Whether it was not told to shut down so far. */
  isOpen(): boolean {
    return this.dispatcher.state === "open";
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
    return this.call(target, args, null, null);
  }

  /** {@link PoolExecutor.submit}, with options for the call. */
  submitWith<F extends TargetFunction>(
    options: CallOptions,
    target: TargetLike<F>,
    ...args: Parameters<F>
  ): ConcurrentFuture<TargetResult<F>> {
    checkTarget(target, "submit");
    return this.call(target, args, options, null);
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
    checkCallOptions(options);
    const { maxWorkers, concurrency } = this.settings;
    const window = options.buffer ?? 2 * Math.min(maxWorkers, 1_000) * Math.min(concurrency, 1_000);
    const caller = {
      call: (item: T) => this.call(target, [item], options, null),
      whenRoom: () => this.dispatcher.whenRoom(),
    };
    return mapCalls(caller, items, window);
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
    if (options.pin === true) this.dispatcher.checkOpen();
    const pin = options.pin === true ? this.dispatcher.choosePin() : null;
    return remoteModule<M>(String(url), moduleCalls(this.call, pin));
  }

  /**
   * Waits until there is room for a call: `await` it, or block with `result()`. The place is kept, at first, for who has waited: others
   * that wait are told of other ones. It is over, too, when there can be no more calls, which {@link PoolExecutor.submit} says.
   */
  whenRoom(): ConcurrentFuture<void> {
    return this.dispatcher.whenRoom() ?? resolved();
  }

  /**
   * Takes no more calls. Its workers end, each after its `teardown`, when the calls are done that there are. Wait for that:
   * `await` what this returns, or block with `result()`. Python: `Executor.shutdown`.
   */
  shutdown(options: ShutdownOptions = {}): ConcurrentFuture<void> {
    const closed = this.dispatcher.close(options.cancelFutures === true);
    if (options.wait === false) return resolved();
    this.dispatcher.hold();
    return closed;
  }

  /** What it does now, and has done so far. */
  statistics(): PoolStatistics {
    return this.dispatcher.statistics();
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
    const { workers, queued, state } = this.dispatcher;
    return `<${this.constructor.name} workers=${workers.size} queued=${queued} ${state}>`;
  }

  /** @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  private readonly call = <F extends TargetFunction>(
    target: TargetLike<F>,
    givenArgs: Parameters<F>,
    options: CallOptions | null,
    pin: object | null,
    prepare?: (call: PoolCall<unknown>) => void,
  ): ConcurrentFuture<TargetResult<F>> => {
    const { dispatcher } = this;
    dispatcher.checkOpen();
    checkArguments(givenArgs, this);
    const moved = anyMoved(givenArgs) ? takeMoved(givenArgs) : null;
    const call = new PoolCall<TargetResult<F>>(dispatcher, target, moved?.values ?? givenArgs);
    if (moved !== null) call.ownExtras().transfer = moved.transfer;
    if (pin !== null) call.ownExtras().pin = pin;
    const context = captureContext();
    if (context !== null) call.ownExtras().context = context;
    const ours = call as PoolCall<unknown>;
    call.caller = captureCaller(call.submitted);
    prepare?.(ours);
    if (options !== null && needsDeadline(options)) {
      checkCallOptions(options);
      call.ownExtras().deadline = new Deadline(ours, options, () => dispatcher.endWorkerOf(ours));
      if (call.future.done()) return call.future;
    }
    try {
      dispatcher.dispatch(ours);
    } catch (error) {
      call.extras.deadline?.clear();
      throw error;
    }
    return call.future;
  };
}

function needsDeadline({ signal, timeout, grace }: CallOptions): boolean {
  return signal !== undefined || timeout !== undefined || grace !== undefined;
}

function resolved(): ConcurrentFuture<void> {
  const future = new ConcurrentFuture<void>();
  future.setResult();
  return future;
}
