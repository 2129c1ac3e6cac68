import type { Registered } from "../kernel/registry.js";
import { requireRunningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";
import { activeChain } from "./frame.js";
import { Task } from "./task.js";

/**
 * The task that runs now in `loop` (the running one by default), or `null` in a plain callback. Python:
 * `asyncio.current_task()`.
 * @throws RuntimeError (`ERR_NO_RUNNING_LOOP`) if no loop is given and none runs.
 *
 * @example
 * await run(function* () {
 *   assert.equal(currentTask()?.getName().startsWith("Task-"), true);
 * });
 */
export function currentTask(loop: Scheduler = requireRunningLoop("currentTask()")): Task<unknown> | null {
  const chain = activeChain();
  return chain instanceof Task && chain.loop === loop ? chain : null;
}

/**
 * The tasks of `loop` (the running one by default) that are not done, oldest first. Python: `asyncio.all_tasks()`.
 * @throws RuntimeError (`ERR_NO_RUNNING_LOOP`) if no loop is given and none runs.
 *
 * @example
 * await run(function* () {
 *   assert.equal(allTasks().size, 1);
 * });
 */
export function allTasks(loop: Scheduler = requireRunningLoop("allTasks()")): Set<Task<unknown>> {
  const tasks = [...(loop.pendingTasks as Iterable<Registered> as Iterable<Task<unknown>>)];
  return new Set(tasks.sort((a, b) => a.serial - b.serial));
}
