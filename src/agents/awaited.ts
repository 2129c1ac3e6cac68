/*
 * What coroutines wait for that runs elsewhere. A loop that blocks its thread is asked for it, if others wait for what that
 * thread can do only when the loop has ended.
 */

import { runningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";
import { type IsBlocked, lookAgain } from "./blocking-wait.js";

/** Something that runs elsewhere: see {@link Wait}, whose methods these are. */
interface Awaited {
  needs(isBlocked: IsBlocked): boolean;
  onBlock(): void;
}

const awaited = new WeakMap<Scheduler, Set<Awaited>>();
const NOTHING: ReadonlySet<Awaited> = new Set();

/** Coroutines of `loop` wait for `what`, until {@link noteDone}. */
export function noteAwaited(what: Awaited, loop: Scheduler): void {
  const ofLoop = awaited.get(loop);
  if (ofLoop === undefined) awaited.set(loop, new Set([what]));
  else ofLoop.add(what);
  lookAgain();
}

/** It is done. */
export function noteDone(what: Awaited, loop: Scheduler): void {
  awaited.get(loop)?.delete(what);
}

/** What coroutines of the loop wait for that blocks this thread, if one does. */
export function awaitedInBlockingLoop(): Iterable<Awaited> {
  if (runningLoop?.mode !== "blocking") return NOTHING;
  return awaited.get(runningLoop) ?? NOTHING;
}

/** Whether a loop blocks this thread in which coroutines wait for what can't be done as long as those are blocked. */
export function isNeededInBlockingLoop(isBlocked: IsBlocked): boolean {
  for (const what of awaitedInBlockingLoop()) if (what.needs(isBlocked)) return true;
  return false;
}
