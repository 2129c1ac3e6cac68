import type { AnyGenerator, Chain, Frame } from "../coroutines/frame.js";
import type { Future } from "../coroutines/future.js";
import { ManagedCall } from "../coroutines/managed-call.js";
import { captureStacksBy, type StackEntry } from "../coroutines/stack.js";
import { allTasks, currentTask, Task } from "../coroutines/task.js";
import { findRunningLoop } from "../kernel/running.js";
import { locateGenerators } from "./locate-generators.js";

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

const OWN_FILES = new URL("../", import.meta.url).href;
const generatorTag = "[object Generator]";

captureStacksBy((task) => locate(framesOf(task)));

/**
 * Who waits for a task or future, where, and who waits for them. It can be asked for at any time, costs nothing before, and takes
 * tens of milliseconds. The functions of this package are left out; of a task that runs, what runs is in the stack of an error.
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
  const waiting = [...allTasks(future.loop)].filter((task) => waitsFor(task, future));
  const awaitedBy = waiting
    .filter((task) => !onPath.includes(task))
    .map((task) => capture(task, limit, onPath));
  return { future, callStack, awaitedBy };
}

/** Whether a task waits for `wanted`, perhaps through futures that combine others. */
function waitsFor(task: Task<unknown>, wanted: Future<unknown>): boolean {
  const seen = new Set<Future<unknown>>();
  const visit = (future: Future<unknown>): boolean => {
    if (future === wanted) return true;
    if (future instanceof Task || seen.has(future)) return false;
    seen.add(future);
    return [...future.blockers()].some(visit);
  };
  const waiter = task.waitsFor();
  return waiter !== null && visit(waiter);
}

/** The generators of a task that is suspended, innermost first, and whether each is an async function that was compiled. */
function framesOf(task: Chain): Map<AnyGenerator, boolean> {
  const frames = new Map<AnyGenerator, boolean>();
  const add = (generator: AnyGenerator, isManaged: boolean) => {
    if (Object.prototype.toString.call(generator) === generatorTag) frames.set(generator, isManaged);
  };
  for (let frame: Frame | null = task.top; frame !== null; frame = frame.parent)
    add(frame.generator, frame instanceof ManagedCall);
  const outermost: unknown = task.coro;
  if (outermost instanceof ManagedCall) add(outermost.generator, true);
  else add(task.coro, false);
  return frames;
}

function locate(frames: ReadonlyMap<AnyGenerator, boolean>): StackEntry[] {
  const isManaged = [...frames.values()];
  return locateGenerators([...frames.keys()]).flatMap((entry, index) => {
    if (entry === null || entry.url.startsWith(OWN_FILES)) return [];
    const { functionName } = entry;
    return [{ ...entry, functionName: isManaged[index] ? nameInSource(functionName) : functionName }];
  });
}

/** The transform calls the generator function of `f` `f$`, and that of a function without a name `anonymous$`. */
function nameInSource(compiled: string): string {
  const name = compiled.replace(/\$\d*$/, "");
  return name === "anonymous" && name !== compiled ? "" : name;
}

function linesOf({ future, callStack, awaitedBy }: CallGraph): string[] {
  const lines = [`* ${future}`];
  if (callStack.length > 0) lines.push("  + Call stack:");
  for (const { functionName, url, line, column } of callStack)
    lines.push(`  |   at ${functionName || "<anonymous>"} (${url}:${line}:${column})`);
  if (awaitedBy.length > 0) lines.push("  + Awaited by:");
  for (const graph of awaitedBy) lines.push(...linesOf(graph).map((line) => `    ${line}`));
  return lines;
}
