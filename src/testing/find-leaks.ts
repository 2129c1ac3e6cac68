import { describeWait } from "../coroutines/await-graph.js";
import { allTasks } from "../coroutines/loop-tasks.js";
import { summarize } from "../coroutines/summarize.js";
import type { Task } from "../coroutines/task.js";
import type { Report } from "../kernel/exception-report.js";
import type { EventLoop } from "../loop/event-loop.js";
import type { Leak, LeakKind } from "./leak-error.js";
import type { LeakWatch } from "./leak-watch.js";
import { describeError } from "./origin.js";

/** What a test left on its loop, apart from the task that runs the test itself. */
export function findLeaks(loop: EventLoop, watch: LeakWatch, main: Task<unknown>): Leak[] {
  const leak = (kind: LeakKind, description: string, what: object): Leak => ({
    kind,
    description,
    madeAt: watch.originOf(what),
  });
  const leaks: Leak[] = [];
  for (const task of allTasks(loop)) {
    if (task !== main)
      leaks.push(
        leak(
          "task",
          describeWait(task, () => watch.waitingPlace(task)),
          task,
        ),
      );
  }
  for (const timer of loop.timers.pending()) {
    // Those of a sleep show with the task that sleeps.
    if (watch.hasSet(timer)) leaks.push(leak("timer", `${timer}, due at ${timer.when()}`, timer));
  }
  for (const awaitable of watch.neverAwaited()) leaks.push(leak("coroutine", String(awaitable), awaitable));
  for (const report of watch.reports) leaks.push(leak("exception", describeReport(report), report));
  for (const agent of watch.openAgents()) leaks.push(leak("agent", String(agent), agent));
  for (const handle of watch.openHandles()) leaks.push(leak(handle.leakKind, String(handle), handle));
  return leaks;
}

function describeReport({ message, exception, task, future }: Report): string {
  const whose = task ?? future;
  const what = `${message}${whose === undefined ? "" : ` (${whose})`}`;
  if (exception === undefined) return what;
  return `${what}\n  ${exception instanceof Error ? describeError(exception) : summarize(exception)}`;
}
