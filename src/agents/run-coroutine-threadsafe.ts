import type { TargetFunction, TargetResult } from "../loop/executor.js";
import { checkArguments } from "./arguments.js";
import { Call } from "./calls/call.js";
import { captureCaller } from "./calls/caller.js";
import { captureContext } from "./calls/carried-context.js";
import { type CallOptions, checkCallOptions, Deadline } from "./calls/deadline.js";
import { TELL_START } from "./calls/messages.js";
import type { CallSettings } from "./calls/peer.js";
import { checkTarget } from "./check-target.js";
import type { ConcurrentFuture } from "./concurrent-future.js";
import { takeMoved } from "./move.js";
import type { Target } from "./named-target.js";
import { RemoteLoop } from "./remote-loop.js";

const AT_ONCE: CallSettings = { flags: 0 };
const TIMED: CallSettings = { flags: TELL_START };

/** A call into a loop of another agent. */
class LoopCall<T> extends Call<T> {
  deadline: Deadline | null = null;

  override onCancel(future: ConcurrentFuture<unknown>, message: string | undefined): void {
    super.onCancel(future, message);
    this.deadline?.giveGrace();
  }

  override started(): void {
    super.started();
    this.deadline?.start();
  }

  protected override ended(): void {
    this.deadline?.clear();
  }
}

/**
 * Runs a coroutine, or calls a function, in the loop of another thread or process, and gives the future of its result:
 * `await` it, or block on it with `result()`. Cancelling the future cancels the coroutine over there. The call waits until
 * the agent runs a loop. Python: `asyncio.run_coroutine_threadsafe`.
 * @param target the function, named by `exported`
 * @param args its arguments, which are cloned
 * @param loop `agent.loop`, or `parentLoop()`
 * @throws TypeError if an argument can't be cloned; RuntimeError (`ERR_AGENT_ENDED`) if the agent has ended.
 */
export function runCoroutineThreadsafe<F extends TargetFunction>(
  target: Target<F>,
  args: Parameters<F>,
  loop: RemoteLoop,
  options?: CallOptions,
): ConcurrentFuture<TargetResult<F>> {
  checkTarget(target, "run");
  if (!(loop instanceof RemoteLoop)) {
    throw new TypeError(
      `Cannot run '${target.name}' in ${String(loop)}: the loop of another thread or process is expected, agent.loop or ` +
        "parentLoop(). In a loop of this thread, make a task.",
    );
  }
  checkArguments(args, loop.owner);
  const call = new LoopCall<TargetResult<F>>();
  call.caller = captureCaller(performance.now());
  if (options !== undefined) {
    checkCallOptions(options);
    const end = options.grace === undefined ? undefined : loop.link.kill;
    call.deadline = new Deadline(call as Call<unknown>, options, end === undefined ? null : () => end());
    if (call.future.done()) return call.future;
  }
  const settings = options?.timeout === undefined ? AT_ONCE : TIMED;
  const { values, transfer } = takeMoved(args);
  loop.link.send(call as Call<unknown>, target, values, { ...settings, context: captureContext(), transfer });
  return call.future;
}
