import { RuntimeError } from "../kernel/errors.js";
import type { TargetFunction, TargetName } from "../loop/executor.js";
import { checkArguments } from "./arguments.js";
import type { Call } from "./calls/call.js";
import { captureContext } from "./calls/carried-context.js";
import { NO_REPLY } from "./calls/messages.js";
import type { CallSettings } from "./calls/peer.js";
import { checkTarget } from "./check-target.js";
import { takeMoved } from "./move.js";
import type { Target } from "./named-target.js";

/** How a remote loop reaches its agent. */
export interface Link {
  send(
    call: Call<unknown> | null,
    target: TargetName,
    args: readonly unknown[],
    settings: CallSettings,
  ): void;
  /** Ends the agent, if this thread may do that. */
  kill?(): void;
}

const WITHOUT_REPLY: CallSettings = { flags: NO_REPLY };

/**
 * The loop of another thread or process. A loop belongs to the thread that made it: from elsewhere, all that can be done
 * is to hand it a call, with {@link RemoteLoop.callSoonThreadsafe} or, to get its result, with `runCoroutineThreadsafe`.
 */
export class RemoteLoop {
  /** @internal */ readonly link: Link;
  /** @internal */ readonly owner: string;

  /** Programs take it from an agent (`thread.loop`) or from {@link parentLoop}. */
  constructor(link: Link, owner: string) {
    this.link = link;
    this.owner = owner;
  }

  /**
   * Calls the target's function in the other agent's loop, in that loop's next iteration, and wakes it: a thread's loop
   * though it blocks the thread, a process's while it is a guest. The arguments are cloned. A call waits until the agent
   * runs a loop. Python: `loop.call_soon_threadsafe`.
   * @throws TypeError if an argument can't be cloned; RuntimeError (`ERR_AGENT_ENDED`) if the agent has ended.
   */
  callSoonThreadsafe<F extends TargetFunction>(target: Target<F>, ...args: Parameters<F>): void {
    checkTarget(target, "call");
    checkArguments(args, this.owner);
    const { values, transfer } = takeMoved(args);
    this.link.send(null, target, values, { ...WITHOUT_REPLY, context: captureContext(), transfer });
  }

  /** @throws RuntimeError (`ERR_WRONG_THREAD`), always: use {@link RemoteLoop.callSoonThreadsafe}. */
  callSoon(): never {
    throw wrongThread("callSoon", this.owner);
  }

  /** @throws RuntimeError (`ERR_WRONG_THREAD`), always: use {@link RemoteLoop.callSoonThreadsafe}. */
  callLater(): never {
    throw wrongThread("callLater", this.owner);
  }

  /** @throws RuntimeError (`ERR_WRONG_THREAD`), always: use {@link RemoteLoop.callSoonThreadsafe}. */
  createTask(): never {
    throw wrongThread("createTask", this.owner);
  }

  toString(): string {
    return `<RemoteLoop of ${this.owner}>`;
  }

  /** @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

function wrongThread(what: string, owner: string): RuntimeError {
  return new RuntimeError(
    `Non-thread-safe operation invoked on an event loop other than the current one: ${what}() on the loop of ${owner}. ` +
      "Use callSoonThreadsafe(exported(import.meta.url, fn), …).",
    "ERR_WRONG_THREAD",
  );
}
