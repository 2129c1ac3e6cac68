import { CancelledError, RuntimeError } from "../kernel/errors.js";
import type { AwaitableLike, Coroutine, Startable } from "./awaitable.js";
import { checkBody } from "./check-body.js";
import { ExceptionGroup } from "./exception-group.js";
import { Future } from "./future.js";
import { waitable } from "./host-promise.js";
import { createTask, type LazyAwaitable } from "./lazy-awaitable.js";
import { lazily } from "./library-coroutine.js";
import { ScopeOwner } from "./scope-owner.js";
import type { Task, TaskOptions } from "./task.js";
import { toError } from "./to-error.js";

/**
 * The tasks that belong together, while the body of {@link taskGroup} runs. Python: `asyncio.TaskGroup`.
 *
 * What it does on which error, and in which order, is CPython 3.13's `TaskGroup.__aexit__`.
 */
export class TaskGroup {
  private readonly owner: ScopeOwner;
  private readonly tasks = new Set<Task<unknown>>();
  private readonly errors: Error[] = [];
  private isExiting = false;
  private isAborting = false;
  /** Whether the group cancelled its parent, to end the body. */
  private cancelledParent = false;
  private allDone: Future<void> | null = null;

  /** Programs call {@link taskGroup}. */
  constructor(owner: ScopeOwner) {
    this.owner = owner;
  }

  /**
   * Makes a task of the group. It may be called while the group waits for its tasks, by one of them.
   * @throws RuntimeError (`ERR_GROUP_STATE`) if the group has ended, or is being aborted.
   */
  createTask<T>(coro: Startable<T>, options?: TaskOptions): Task<T> {
    if (this.isExiting && this.tasks.size === 0) {
      throw new RuntimeError("Cannot createTask in a TaskGroup that is finished", "ERR_GROUP_STATE");
    }
    if (this.isAborting)
      throw new RuntimeError("Cannot createTask in a TaskGroup that is shutting down", "ERR_GROUP_STATE");
    const task = createTask(this.owner.loop, coro, options);
    task.muteDestroyed();
    this.tasks.add(task);
    task.addDoneCallback(this.taskDone);
    return task;
  }

  /** Cancels the tasks of the group, and ends its body as if it had returned. Python 3.15: `TaskGroup.cancel`. */
  cancel(): void {
    if (this.isAborting) return;
    this.abort();
    if (this.owner.isKnown()) this.endBody();
    else this.owner.loop.callSoon(() => this.endBody());
  }

  toString(): string {
    return `<TaskGroup tasks=${this.tasks.size}>`;
  }

  /** @internal */
  blockers(): Iterable<Future<unknown>> {
    return this.tasks;
  }

  /** @internal Ends the group: waits for its tasks. `error` is what the body threw, if it threw. */
  *exit(threw: boolean, error: unknown): Coroutine<void> {
    this.isExiting = true;
    let cancellation = error instanceof CancelledError ? error : null;
    if (threw && !this.isAborting) this.abort();
    while (this.tasks.size > 0) {
      this.allDone ??= new Future<void>(this.owner.loop).standFor(this);
      try {
        yield* this.allDone;
      } catch (thrown) {
        if (!(thrown instanceof CancelledError)) throw thrown;
        if (!this.isAborting) {
          // The parent is cancelled from outside. A second time is absorbed: its tasks are being cancelled.
          cancellation = thrown;
          this.abort();
        }
      }
      this.allDone = null;
    }
    // The group's own request to its parent is taken back; what is left is a cancellation from outside.
    const parent = this.owner.task();
    if (this.cancelledParent && parent.uncancel() === 0) cancellation = null;
    if (cancellation !== null && this.errors.length === 0) throw cancellation;
    if (threw && !(error instanceof CancelledError)) this.errors.push(toError(error));
    if (this.errors.length > 0) {
      if (parent.cancelling() > 0) {
        // Errors come first; the cancellation is delivered again, at the parent's next wait.
        parent.uncancel();
        parent.cancel();
      }
      throw new ExceptionGroup("unhandled errors in a TaskGroup", this.errors);
    }
  }

  private readonly taskDone = (task: Task<unknown>): void => {
    this.tasks.delete(task);
    if (this.tasks.size === 0 && this.allDone !== null && !this.allDone.done()) this.allDone.setResult();
    if (task.cancelled()) return;
    const error = task.exception();
    if (error === null) return;
    this.errors.push(error);
    const parent = this.owner.task();
    if (parent.done()) {
      this.owner.loop.callExceptionHandler({
        message: `${task} has errored out but its parent task ${parent} is already completed`,
        exception: error,
        task,
      });
    } else if (!this.isAborting && !this.cancelledParent) {
      this.abort();
      this.cancelParent();
    }
  };

  private endBody(): void {
    if (!this.isExiting) this.cancelParent();
  }

  private cancelParent(): void {
    this.cancelledParent = true;
    this.owner.task().cancel();
  }

  private abort(): void {
    this.isAborting = true;
    for (const task of this.tasks) task.cancel();
  }
}

/**
 * Runs `body` with a group of tasks, and ends when the body and all tasks have. The first to fail cancels the others,
 * and the body; the errors come as an {@link ExceptionGroup}. Python: `async with asyncio.TaskGroup()`.
 *
 * @example
 * await run(function* () {
 *   const results = yield* taskGroup(function* (group) {
 *     const a = group.createTask(sleep(2, "a"));
 *     const b = group.createTask(sleep(1, "b"));
 *     return [yield* a, yield* b];
 *   });
 *   assert.deepEqual(results, ["a", "b"]);
 * });
 */
export function taskGroup<T>(body: (group: TaskGroup) => AwaitableLike<T>): LazyAwaitable<T> {
  checkBody(body, "a taskGroup");
  return lazily("taskGroup", runGroup(body));
}

function* runGroup<T>(body: (group: TaskGroup) => AwaitableLike<T>): Coroutine<T> {
  const group = new TaskGroup(new ScopeOwner("taskGroup"));
  let result: T;
  try {
    result = yield* waitable(body(group), "the body of a taskGroup");
  } catch (error) {
    yield* group.exit(true, error);
    // A body that the group itself ended has no result.
    return undefined as T;
  }
  yield* group.exit(false, undefined);
  return result;
}
