/*
 * Calls that other agents make into this thread. They go to the loop that runs here; while none does, they wait for one.
 */
import { addSource, removeSource, type Source } from "../drivers/bell.js";
import { findRunningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";
import { requireTarget, type TargetName } from "./target.js";

interface Call {
  readonly target: TargetName;
  readonly args: readonly unknown[];
}

const waiting: Call[] = [];

const source: Source = {
  poll() {
    const loop = findRunningLoop();
    if (loop === null) return;
    removeSource(source);
    for (const call of waiting.splice(0)) schedule(loop, call);
  },
};

/** Schedules a call from another agent. It does not throw. */
export function deliverCall(call: Call): void {
  const loop = findRunningLoop();
  if (loop !== null) {
    schedule(loop, call);
    return;
  }
  waiting.push(call);
  addSource(source);
}

function schedule(loop: Scheduler, { target, args }: Call): void {
  try {
    const fn = requireTarget(target) as (...args: readonly unknown[]) => unknown;
    loop.callSoonThreadsafe(fn, ...args);
  } catch (exception) {
    loop.callExceptionHandler({
      message: `Cannot make a call from another thread: ${target.url}#${target.name}`,
      exception,
    });
  }
}
