/* Call graphs: what must compile, and what must not. */
import {
  type CallGraph,
  captureCallGraph,
  createTask,
  formatCallGraph,
  printCallGraph,
  sleep,
} from "tsyncio";

const task = createTask(sleep(1));

const graph: CallGraph | null = captureCallGraph(task);
captureCallGraph() satisfies CallGraph | null;
formatCallGraph(task, { limit: 3 }) satisfies string;
printCallGraph();
for (const { functionName, line } of task.getStack()) `${functionName}:${line.toFixed()}`;
graph?.awaitedBy[0]?.callStack[0]?.url satisfies string | undefined;

// @ts-expect-error: a number is neither a task nor a future
captureCallGraph(1);
// @ts-expect-error: there is no such option
captureCallGraph(task, { depth: 1 });
