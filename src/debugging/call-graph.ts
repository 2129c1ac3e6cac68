import { futuresBefore } from "../coroutines/await-graph.js";
import type { Future } from "../coroutines/future.js";
import { allTasks, currentTask } from "../coroutines/loop-tasks.js";
import type { StackEntry } from "../coroutines/stack.js";
import { Task } from "../coroutines/task.js";
import { findRunningLoop } from "../kernel/running.js";
import { lineOf } from "./task-stack.js";

/** Who waits for a future, and where. */
export interface CallGraph {
  readonly future: Future<unknown>;
  /** Where it is suspended, if it is a task: the function that waits first, then who called it. */
  readonly callStack: readonly StackEntry[];
  /** The tasks that wait for it. */
  readonly awaitedBy: readonly CallGraph[];
}

/** Settings of {@link captureCallGraph}. */
export interface CallGraphOptions {
  /** The most functions of each task, of those that wait first; all by default. */
  readonly limit?: number;
}

/**
 * Who waits for a task or future, where, and who waits for them. It can be asked for at any time, costs nothing before, and takes
 * some milliseconds. The functions of this package are left out; of a task that runs, what runs is in the stack of an error.
 * Python: `asyncio.capture_call_graph` (3.14).
 * @param future the running task by default
 * @returns `null` if no future is given, and no task runs
 *
 * @example
 * await run(function* () {
 *   const inner = getRunningLoop().createTask(sleep(1), { name: "inner" });
 *   const outer = getRunningLoop().createTask(waitFor(inner, 1000), { name: "outer" });
 *   yield* sleep(0);
 *   yield* sleep(0);
 *   const graph = captureCallGraph(inner);
 *   assert.equal(graph?.awaitedBy[0]?.future, outer);
 *   yield* outer;
 * });
 */
export function captureCallGraph(
  future: Future<unknown> | null = runningTask(),
  { limit = Number.POSITIVE_INFINITY }: CallGraphOptions = {},
): CallGraph | null {
  return future === null ? null : capture(future, limit, []);
}

/** {@link captureCallGraph} as text, each task above those that wait for it. Python: `asyncio.format_call_graph` (3.14). */
export function formatCallGraph(
  future: Future<unknown> | null = runningTask(),
  options: CallGraphOptions = {},
): string {
  const graph = captureCallGraph(future, options);
  return graph === null ? "" : linesOf(graph).join("\n");
}

/** Prints {@link formatCallGraph} to the standard output. Python: `asyncio.print_call_graph` (3.14). */
export function printCallGraph(
  future: Future<unknown> | null = runningTask(),
  options: CallGraphOptions = {},
): void {
  process.stdout.write(`${formatCallGraph(future, options)}\n`);
}

function runningTask(): Task<unknown> | null {
  const loop = findRunningLoop();
  return loop === null ? null : currentTask(loop);
}

function capture(future: Future<unknown>, limit: number, path: readonly Future<unknown>[]): CallGraph {
  const callStack = future instanceof Task ? future.getStack().slice(0, limit) : [];
  const onPath = [...path, future];
  const waiting = [...allTasks(future.loop)].filter((task) => futuresBefore(task).has(future));
  const awaitedBy = waiting
    .filter((task) => !onPath.includes(task))
    .map((task) => capture(task, limit, onPath));
  return { future, callStack, awaitedBy };
}

function linesOf({ future, callStack, awaitedBy }: CallGraph): string[] {
  const lines = [`* ${future}`];
  if (callStack.length > 0) lines.push("  + Call stack:");
  for (const entry of callStack) lines.push(`  |   at ${lineOf(entry)}`);
  if (awaitedBy.length > 0) lines.push("  + Awaited by:");
  for (const graph of awaitedBy) lines.push(...linesOf(graph).map((line) => `    ${line}`));
  return lines;
}
