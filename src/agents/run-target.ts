import { isAwaitable, isCoroutine } from "../coroutines/awaitable.js";
import type { TargetName } from "../loop/executor.js";
import type { Main } from "../loop/main.js";
import { run } from "../loop/runner.js";
import { withCarried } from "./calls/carried-context.js";
import { whileLoading } from "./loading.js";
import { importTarget } from "./target.js";

type AnyFunction = (...args: readonly unknown[]) => unknown;

const loopKinds = new Set(["GeneratorFunction", "AsyncFunction"]);

/** Runs the target of this agent to its end, with the values of the context that came with it. */
export async function runTarget(
  name: TargetName,
  args: readonly unknown[],
  context: readonly unknown[] | null = null,
): Promise<unknown> {
  const fn = (await whileLoading(() => importTarget(name))) as AnyFunction;
  return context === null ? runFunction(fn, args) : withCarried(context, () => runFunction(fn, args));
}

function runFunction(fn: AnyFunction, args: readonly unknown[]): unknown {
  if (loopKinds.has(fn.constructor.name)) return run(() => fn(...args) as PromiseLike<unknown>);
  const result = fn(...args);
  return isCoroutine(result) || isAwaitable(result) ? run(result as Main<unknown>) : result;
}
