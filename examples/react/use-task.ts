import { createContext, type DependencyList, useCallback, useContext, useEffect, useState } from "react";
import type { Coroutine, GuestRunner, Task } from "tsyncio";

/** The runner whose loop is a guest of the page's: `<RunnerContext value={runner}>` around what uses {@link useTask}. */
export const RunnerContext = createContext<GuestRunner | null>(null);

/** How far the task has come. */
export type TaskState<T> =
  | { readonly status: "running" | "cancelled" }
  | { readonly status: "done"; readonly value: T }
  | { readonly status: "failed"; readonly error: Error };

/** A task that belongs to a component. */
export type ComponentTask<T> = TaskState<T> & {
  /** Cancels the task that runs. */
  cancel(): void;
  /** Cancels the task that runs, if one does, and starts it anew. */
  restart(): void;
};

/**
 * Runs a coroutine as a task while the component is mounted. When one of `deps` changes, the task is cancelled and a new
 * one starts. A cancelled task cleans up in its `finally` blocks; what it still returns is dropped.
 *
 * In StrictMode, React mounts each component twice. A task begins in the loop's next turn, so the first one is cancelled
 * before it has done anything.
 */
export function useTask<T>(body: () => Coroutine<T>, deps: DependencyList): ComponentTask<T> {
  const runner = useContext(RunnerContext);
  if (runner === null)
    throw new Error("Cannot useTask here: there is no <RunnerContext value={runner}> around it");
  const [attempt, setAttempt] = useState(0);
  const [run, setRun] = useState<{ task: Task<T> | null; state: TaskState<T> }>(NOT_YET);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `deps` stand for the body, as useEffect has it
  useEffect(() => {
    let isCurrent = true;
    const task = runner.getLoop().createTask(body());
    setRun({ task, state: { status: "running" } });
    task.addDoneCallback(() => {
      const state = stateOf(task);
      if (isCurrent) setRun({ task, state });
    });
    return () => {
      isCurrent = false;
      task.cancel();
    };
  }, [runner, attempt, ...deps]);

  const { task, state } = run;
  const cancel = useCallback(() => {
    task?.cancel();
  }, [task]);
  const restart = useCallback(() => setAttempt((last) => last + 1), []);
  return { ...state, cancel, restart };
}

const NOT_YET = { task: null, state: { status: "running" } } as const;

/** What a task that is done has come to. */
function stateOf<T>(task: Task<T>): TaskState<T> {
  if (task.cancelled()) return { status: "cancelled" };
  const error = task.exception();
  return error === null ? { status: "done", value: task.result() } : { status: "failed", error };
}
