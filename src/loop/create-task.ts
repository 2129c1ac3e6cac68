import type { Coroutine, Startable } from "../coroutines/awaitable.js";
import { createTask as createTaskOf } from "../coroutines/lazy-awaitable.js";
import { Task, type TaskOptions } from "../coroutines/task.js";
import { requireRunningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";

/**
 * Runs a coroutine as a task of the running loop: `getRunningLoop().createTask`. Python: `asyncio.create_task`.
 * @throws RuntimeError (`ERR_NO_RUNNING_LOOP`) if no loop runs; TypeError if `coro` is not a coroutine.
 *
 * @example
 * await run(function* () {
 *   const task = createTask(sleep(1, "done"));
 *   assert.equal(yield* task, "done");
 * });
 */
export function createTask<T>(coro: Startable<T>, options?: TaskOptions): Task<T> {
  return createTaskOf(requireRunningLoop("createTask()"), coro, options);
}

/**
 * A task factory whose tasks start at once, up to their first wait, as calls of native async functions do. Python 3.12:
 * `asyncio.eager_task_factory`.
 *
 * @example
 * await run(function* () {
 *   getRunningLoop().setTaskFactory(eagerTaskFactory);
 *   const steps: string[] = [];
 *   createTask((function* (): Coroutine<void> { steps.push("task"); })());
 *   steps.push("caller");
 *   assert.deepEqual(steps, ["task", "caller"]);
 * });
 */
export function eagerTaskFactory<T>(loop: Scheduler, coro: Coroutine<T>, options: TaskOptions): Task<T> {
  return new Task(loop, coro, { ...options, eagerStart: true });
}
