import { RuntimeError } from "../kernel/errors.js";
import { checkArguments } from "./arguments.js";
import type { AgentMessage } from "./messages.js";
import type { Target, TargetFunction } from "./target.js";

/** How a remote loop reaches its agent. */
export interface Link {
  send(message: AgentMessage): void;
}

/**
 * The loop of another thread or process. A loop belongs to the thread that made it: from elsewhere, all that can be done
 * is to hand it a call.
 */
export class RemoteLoop {
  private readonly link: Link;
  private readonly owner: string;

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
    checkArguments(args, this.owner);
    try {
      this.link.send({ type: "call", target: { url: target.url, name: target.name }, args });
    } catch (cause) {
      if (cause instanceof RuntimeError) throw cause;
      throw notCloneable(this.owner, cause);
    }
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
}

/** The error of a message that structured cloning refuses. */
export function notCloneable(receiver: string, cause: unknown): TypeError {
  return new TypeError(
    `Cannot send the arguments to ${receiver}: ${(cause as Error).message.replace(/\.$/, "")}. They are copied (structured clone): ` +
      "functions, symbols and live objects stay in the thread that made them.",
    { cause },
  );
}

function wrongThread(what: string, owner: string): RuntimeError {
  return new RuntimeError(
    `Non-thread-safe operation invoked on an event loop other than the current one: ${what}() on the loop of ${owner}. ` +
      "Use callSoonThreadsafe(exported(import.meta.url, fn), …).",
    "ERR_WRONG_THREAD",
  );
}
