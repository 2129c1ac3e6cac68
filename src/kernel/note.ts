import { findRunningLoop } from "./running.js";

/** Tells the running loop's observer of something that was made, and by itself belongs to no loop. */
export function noteMade(what: object): void {
  findRunningLoop()?.observer?.made(what);
}

/** Tells the running loop's observer that such a thing is not open any more. */
export function noteEnded(what: object): void {
  findRunningLoop()?.observer?.ended(what);
}
