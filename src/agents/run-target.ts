import { isAwaitable, isCoroutine } from "../coroutines/awaitable.js";
import type { TargetName } from "../loop/executor.js";
import type { Main } from "../loop/main.js";
import { run } from "../loop/runner.js";
import { whileLoading } from "./loading.js";
import { importTarget } from "./target.js";

type AnyFunction = (...args: readonly unknown[]) => unknown;

const loopKinds = new Set(["GeneratorFunction", "AsyncFunction"]);

/** Runs the target of this agent to its end. */
export async function runTarget(name: TargetName, args: readonly unknown[]): Promise<unknown> {
  const fn = (await whileLoading(() => importTarget(name))) as AnyFunction;
  if (loopKinds.has(fn.constructor.name)) return run(() => fn(...args) as PromiseLike<unknown>);
  const result = fn(...args);
  return isCoroutine(result) || isAwaitable(result) ? run(result as Main<unknown>) : result;
}
