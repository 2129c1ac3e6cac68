/*
 * Which loop runs on this thread. A module is loaded once in each thread, so these variables are the thread's own:
 * no thread inherits another's loop.
 */
import { RuntimeError } from "./errors.js";
import type { Scheduler } from "./scheduler.js";

/** The loop in whose iteration we are, or `null` between iterations and outside of runs. */
export let runningLoop: Scheduler | null = null;

/** The loops that run as guests, which are between two turns most of the time. */
const guests = new Set<Scheduler>();

/** Tells, where several loops run as guests, which of them the host code belongs to that runs now. */
let findByHostContext: (() => Scheduler | null) | null = null;

/** Sets who can tell which loop host code belongs to. */
export function setHostContextFinder(find: () => Scheduler | null): void {
  findByHostContext = find;
}

/** Sets the loop in whose iteration this thread is, and returns the former one. */
export function swapRunningLoop(loop: Scheduler | null): Scheduler | null {
  const former = runningLoop;
  runningLoop = loop;
  return former;
}

export function addGuest(loop: Scheduler): void {
  guests.add(loop);
}

export function removeGuest(loop: Scheduler): void {
  guests.delete(loop);
}

/** The running loop; between two turns of guests the only guest there is, or the one this code belongs to; else `null`. */
export function findRunningLoop(): Scheduler | null {
  if (runningLoop !== null) return runningLoop;
  if (guests.size === 1) for (const loop of guests) return loop;
  const found = guests.size > 1 && findByHostContext !== null ? findByHostContext() : null;
  return found !== null && guests.has(found) ? found : null;
}

/** A loop for what other threads ask of this one: the running one; of several guests, the one that has run for the longest. */
export function findAnyLoop(): Scheduler | null {
  const loop = findRunningLoop();
  if (loop !== null) return loop;
  for (const guest of guests) return guest;
  return null;
}

/** {@link findRunningLoop}, or an error for the person who called `what` without a loop. */
export function requireRunningLoop(what: string): Scheduler {
  const loop = findRunningLoop();
  if (loop !== null) return loop;
  throw new RuntimeError(
    guests.size > 1
      ? `${what}: ${guests.size} loops run as guests on this thread, and this code belongs to none of them. Call it ` +
          "inside a task or a callback of one."
      : `${what}: no running event loop. Call it inside a coroutine or a callback that a loop runs, as in run(main).`,
    "ERR_NO_RUNNING_LOOP",
  );
}
