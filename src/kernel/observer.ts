/**
 * Told of what a program makes on a loop, while somebody wants to know: a test's leak report, an inspector. Without one,
 * each place that tells costs one check.
 */
export interface Observer {
  /** A task, a timer, an awaitable that does nothing until it is awaited, a thread, a process or a pool was made. */
  made(what: object): void;
  /** An awaitable was awaited: by host code, if it has a task of its own. */
  awaited(awaitable: object, task: object | undefined): void;
  /** Where a task waits and where it was made, in words, as far as that is known. */
  placesOf(task: object): string | null;
}

/** How many loops have an observer. While none has, there is nobody to be told: see note.ts. */
export let observedLoops = 0;

/** Called by a loop whose observer comes or goes. */
export function countObserved(change: 1 | -1): void {
  observedLoops += change;
}
