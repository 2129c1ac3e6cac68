import { findRunningLoop } from "./running.js";

/** Tells the running loop's observer of something that was made, and by itself belongs to no loop. */
export function noteMade(what: object): void {
  findRunningLoop()?.observer?.made(what);
}

/** Tells the running loop's observer that such an awaitable was awaited, by host code as a task of its own. */
export function noteAwaited(awaitable: object, task: object | undefined): void {
  findRunningLoop()?.observer?.awaited(awaitable, task);
}
