import { isAwaitable, isCoroutine } from "../coroutines/awaitable.js";
import type { Main } from "../loop/main.js";
import { run } from "../loop/runner.js";
import { encodeThrown } from "./error-transfer.js";
import { whileLoading } from "./loading.js";
import type { AgentMessage } from "./messages.js";
import { importTarget, type TargetName } from "./target.js";

type AnyFunction = (...args: readonly unknown[]) => unknown;

const loopKinds = new Set(["GeneratorFunction", "AsyncFunction"]);

/** Runs the target of this agent, and says how it ended. */
export async function runTarget(name: TargetName, args: readonly unknown[]): Promise<AgentMessage> {
  try {
    const fn = (await whileLoading(() => importTarget(name))) as AnyFunction;
    return { type: "result", value: await call(fn, args) };
  } catch (error) {
    return { type: "error", thrown: encodeThrown(error) };
  }
}

/** Sends how the target ended; if its result can't be cloned, that. */
export function sendOutcome(
  message: AgentMessage,
  name: TargetName,
  send: (message: AgentMessage) => void,
): void {
  try {
    send(message);
  } catch (cause) {
    const error = new TypeError(
      `The result of '${name.name}' cannot be sent back: ${(cause as Error).message.replace(/\.$/, "")}. It is copied (structured clone).`,
      { cause },
    );
    send({ type: "error", thrown: encodeThrown(error) });
  }
}

async function call(fn: AnyFunction, args: readonly unknown[]): Promise<unknown> {
  if (loopKinds.has(fn.constructor.name)) return run(() => fn(...args) as PromiseLike<unknown>);
  const result = fn(...args);
  return isCoroutine(result) || isAwaitable(result) ? run(result as Main<unknown>) : result;
}
