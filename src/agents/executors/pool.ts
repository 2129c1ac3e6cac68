import type { ShutdownOptions, TargetFunction, TargetLike, TargetResult } from "../../loop/executor.js";
import { checkArguments } from "../arguments.js";
import type { BegunThread } from "../begun-thread.js";
import { captureCaller } from "../calls/caller.js";
import { captureContext } from "../calls/carried-context.js";
import { type CallOptions, checkCallOptions, Deadline } from "../calls/deadline.js";
import { ConcurrentFuture } from "../concurrent-future.js";
import type { AgentKind } from "../launched.js";
import type { CallMaker } from "../modules/remote-module.js";
import { anyMoved, takeMoved } from "../move.js";
import { type OutputPair, type OutputStream, outputStreams } from "../output-stream.js";
import { Dispatcher } from "./dispatcher.js";
import { type MapOptions, type Mapped, mapCalls } from "./map-calls.js";
import { moduleCalls } from "./module-calls.js";
import { PoolCall } from "./pool-call.js";
import type { PoolSettings } from "./pool-options.js";

/** What an executor does its work with: see pool-executor.ts, and late-pools.ts for why it is apart. */
export class Pool {
  readonly dispatcher: Dispatcher;
  readonly output: OutputPair<OutputStream>;
  private readonly executor: object;
  private readonly settings: PoolSettings;

  /** @param begun the thread of the first worker, if it has begun already */
  constructor(executor: object, kind: AgentKind, settings: PoolSettings, begun: BegunThread | null) {
    this.executor = executor;
    this.settings = settings;
    this.output = outputStreams(settings.agent);
    this.dispatcher = new Dispatcher(executor, kind, settings, begun, this.output);
  }

  readonly call = <F extends TargetFunction>(
    target: TargetLike<F>,
    givenArgs: Parameters<F>,
    options: CallOptions | null,
    pin: object | null,
    prepare?: (call: PoolCall<unknown>) => void,
  ): ConcurrentFuture<TargetResult<F>> => {
    const { dispatcher } = this;
    dispatcher.checkOpen();
    checkArguments(givenArgs, this.executor);
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
      limit(ours, options, dispatcher);
      if (call.future.done()) {
        dispatcher.counts.submitted++;
        return call.future;
      }
    }
    try {
      dispatcher.dispatch(ours);
    } catch (error) {
      call.extras.deadline?.clear();
      throw error;
    }
    return call.future;
  };

  map<T, R>(
    target: TargetLike<(item: T) => R>,
    items: Iterable<T> | AsyncIterable<T>,
    options: MapOptions,
  ): Mapped<TargetResult<(item: T) => R>> {
    checkCallOptions(options);
    const { maxWorkers, concurrency } = this.settings;
    const window = options.buffer ?? 2 * Math.min(maxWorkers, 1_000) * Math.min(concurrency, 1_000);
    const caller = {
      call: (item: T) => this.call(target, [item], options, null),
      whenRoom: () => this.dispatcher.whenRoom(),
    };
    return mapCalls(caller, items, window);
  }

  /** What makes the calls of a module's view, all in one worker if `isPinned`. */
  moduleCalls(isPinned: boolean): CallMaker {
    if (!isPinned) return moduleCalls(this.call, null);
    this.dispatcher.checkOpen();
    return moduleCalls(this.call, this.dispatcher.choosePin());
  }

  whenRoom(): ConcurrentFuture<void> {
    return this.dispatcher.whenRoom() ?? resolved();
  }

  shutdown({ wait, cancelFutures }: ShutdownOptions): ConcurrentFuture<void> {
    const closed = this.dispatcher.close(cancelFutures === true);
    if (wait === false) return resolved();
    this.dispatcher.hold();
    return closed;
  }
}

function needsDeadline({ signal, timeout, grace }: CallOptions): boolean {
  return signal !== undefined || timeout !== undefined || grace !== undefined;
}

/** Apart from the rest, so that calls without a limit allocate nothing for its closure. */
function limit(call: PoolCall<unknown>, options: CallOptions, dispatcher: Dispatcher): void {
  checkCallOptions(options);
  call.ownExtras().deadline = new Deadline(call, options, () => dispatcher.endWorkerOf(call));
}

function resolved(): ConcurrentFuture<void> {
  const future = new ConcurrentFuture<void>();
  future.setResult();
  return future;
}
