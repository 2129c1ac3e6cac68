/**
 * Told of what a program makes on a loop, while somebody wants to know: a test's leak report, an inspector. Without one,
 * each place that tells costs one check.
 */
export interface Observer {
  /** A task, a timer, an awaitable that does nothing until it is awaited, a thread, a process or a transport was made. */
  made(what: object): void;
  /** What was made is not open any more: the awaitable was awaited, the transport closed. */
  ended(what: object): void;
  /** Where it was made, in words, if that is known. */
  originOf(what: object): string | null;
}

/** How many loops have an observer. While none has, there is nobody to be told: see note.ts. */
export let observedLoops = 0;

/** Called by a loop whose observer comes or goes. */
export function countObserved(change: 1 | -1): void {
  observedLoops += change;
}
