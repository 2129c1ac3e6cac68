/*
 * Who waits for whom: the tasks of a loop as a forest. A task stands under the one that waits for it; the roots are those
 * that nobody waits for. Tasks that wait for each other in a circle have no root, so one of them is taken, and the line
 * at which the circle closes says so. It is read from what the tasks wait at when it is asked for: nothing is kept for it.
 */
import type { Future } from "./future.js";
import { Task } from "./task.js";

/** Says of a task where it waits and where it was made, as far as that is known. */
export type PlacesOf = (task: Task<unknown>) => string | null;

/** The await graph of `tasks` in lines, each with the task, what it waits for, and these places. */
export function describeAwaitGraph(tasks: Iterable<Task<unknown>>, placesOf: PlacesOf): string {
  const all = [...tasks];
  const awaited = new Set(all.flatMap(tasksBefore));
  const lines: string[] = [];
  const drawn = new Set<Task<unknown>>();
  const draw = (task: Task<unknown>, margin: string, path: readonly Task<unknown>[]): void => {
    if (path.includes(task)) {
      lines.push(`${margin}<Task '${task.getName()}'>, which closes the circle: none of them can go on`);
      return;
    }
    if (drawn.has(task)) {
      lines.push(`${margin}<Task '${task.getName()}'>, see there`);
      return;
    }
    drawn.add(task);
    lines.push(`${margin}${describeWait(task, placesOf)}`);
    const inner = `${margin.replaceAll("└", " ")}└ `;
    for (const other of tasksBefore(task)) draw(other, inner, [...path, task]);
  };
  for (const task of all) if (!awaited.has(task)) draw(task, "  ", []);
  for (const task of all) if (!drawn.has(task)) draw(task, "  ", []);
  return lines.join("\n");
}

/** A task, what it waits for, and the places, in one line. */
export function describeWait(task: Task<unknown>, placesOf: PlacesOf): string {
  const places = placesOf(task);
  return `${task} waits for ${task.waitsFor()?.purpose() ?? "its turn"}${places === null ? "" : `, ${places}`}`;
}

/** The tasks that must end before `task` can go on. */
function tasksBefore(task: Task<unknown>): Task<unknown>[] {
  return [...futuresBefore(task)].filter((future) => future instanceof Task);
}

/** What must end before `task` can go on: tasks, and futures that combine others, through which those are found. */
export function futuresBefore(task: Task<unknown>): Set<Future<unknown>> {
  const found = new Set<Future<unknown>>();
  const visit = (future: Future<unknown>): void => {
    if (future.done() || found.has(future)) return;
    found.add(future);
    if (!(future instanceof Task)) for (const blocker of future.blockers()) visit(blocker);
  };
  const waiter = task.waitsFor();
  if (waiter !== null) visit(waiter);
  return found;
}
