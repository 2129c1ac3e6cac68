import type { TargetFunction, TargetLike, TargetResult } from "../../loop/executor.js";
import type { CallOptions } from "../calls/deadline.js";
import { REFERENCES } from "../calls/messages.js";
import type { ConcurrentFuture } from "../concurrent-future.js";
import { reach, refer } from "../modules/references.js";
import type { CallMaker } from "../modules/remote-module.js";
import { RemoteStream, type StreamOwner } from "../modules/remote-stream.js";
import { isStreamReference } from "../modules/streams.js";
import type { PoolCall } from "./pool-call.js";

/** Makes a call in a worker. `prepare` is given it before it is sent. */
export type PoolCaller = <F extends TargetFunction>(
  target: TargetLike<F>,
  args: Parameters<F>,
  options: CallOptions | null,
  pin: object | null,
  prepare?: (call: PoolCall<unknown>) => void,
) => ConcurrentFuture<TargetResult<F>>;

/** What makes the calls of a module's view: references stand for callbacks and signals, streams for async generators. */
export function moduleCalls(call: PoolCaller, pin: object | null): CallMaker {
  const reviveWith = (options: CallOptions | null) => (value: unknown, worker: object | null) => {
    if (!isStreamReference(value)) return value;
    const owner: StreamOwner = {
      pull: (target, number, count) => call(target, [number, count, options !== null], options, worker),
      close: (target, number) => call(target, [number], null, worker),
    };
    return new RemoteStream(owner, value);
  };
  const revive = reviveWith(null);
  return (target, args, options) => {
    const referred = refer(args);
    return call(target, (referred?.args ?? args) as never[], options, pin, (made) => {
      const extras = made.ownExtras();
      extras.revive = options === null ? revive : reviveWith(options);
      if (referred === null) return;
      extras.flags |= REFERENCES;
      extras.onSent = (worker) => reach(referred, made, worker.holder);
    });
  };
}
