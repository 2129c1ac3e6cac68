/*
 * In a loop's debug mode, the stack of an error shows the chain of awaits that led to it. By itself it ends at the loop, which
 * has resumed the innermost function alone.
 */
import { type Chain, watchThrows } from "../coroutines/frame.js";
import { Task } from "../coroutines/task.js";
import { CancelledError } from "../kernel/errors.js";
import { lineOf, taskStack } from "./task-stack.js";

const known = new WeakSet<Error>();

watchThrows(addAwaits);

function addAwaits(chain: Chain, thrown: unknown): void {
  if (!(chain instanceof Task) || !chain.loop.getDebug() || !(thrown instanceof Error)) return;
  if (thrown instanceof CancelledError || known.has(thrown)) return;
  known.add(thrown);
  const awaits = taskStack(chain).map((entry) => `\n    at async ${lineOf(entry)}`);
  Reflect.set(thrown, "stack", `${thrown.stack}${awaits.join("")}`);
}
