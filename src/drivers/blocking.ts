import { renewWaitBox } from "../coroutines/suspension.js";
import { currentScope, enterScope, renewScopeBox } from "../kernel/context.js";
import { DeadlockError } from "../kernel/errors.js";
import { withoutHostContext } from "../kernel/host-context.js";
import { swapRunningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";
import {
  answerBell,
  attend,
  canBeRung,
  glanceAtBell,
  goWithoutSleep,
  pollSources,
  prepareForSleep,
  unattend,
  waitForBell,
} from "./bell.js";

/** More than an iteration can hold. (Infinity is not a small integer, which costs on the hot path.) */
const ALL = 2 ** 30 - 1;

/** A new box costs about what an iteration of one call does, and is old after a few of a thousand calls. */
const ITERATIONS_PER_BOX = 16;

/** Runs `loop` on this thread, which does nothing else meanwhile, until the loop is stopped. */
export function runBlocking(loop: Scheduler): void {
  const scope = currentScope();
  const outer = swapRunningLoop(loop);
  loop.mode = "blocking";
  attend();
  try {
    withoutHostContext(() => iterate(loop));
  } finally {
    unattend();
    loop.mode = "idle";
    loop.stopping = false;
    swapRunningLoop(outer);
    enterScope(scope);
  }
}

function iterate(loop: Scheduler): void {
  // What came in while no loop ran on this thread waits for one.
  pollSources();
  const scope = currentScope();
  let iterations = 0;
  do {
    if (iterations++ % ITERATIONS_PER_BOX === 0) {
      if (iterations > 1) goWithoutSleep();
      renewScopeBox();
      renewWaitBox();
    }
    waitForWork(loop);
    loop.beginIteration();
    while (loop.ready.remaining > 0) loop.runReady(ALL);
    // What is taken in between iterations belongs to no task.
    enterScope(scope);
    // No microtask runs while the thread is blocked, so what is to be sent leaves here.
    prepareForSleep();
  } while (!loop.stopping);
}

/** Returns when something is ready or due. */
function waitForWork(loop: Scheduler): void {
  glanceAtBell(loop.ready);
  while (loop.ready.length === 0 && !loop.stopping) {
    const timer = loop.timers.peek();
    if (timer === undefined) {
      if (loop.isSealed || !canBeRung()) throw new DeadlockError(loop.describeWaits());
      waitForBell(Number.POSITIVE_INFINITY);
    } else if (loop.clock.jump !== undefined) {
      loop.clock.jump(timer.when());
      return;
    } else {
      const delay = timer.when() - loop.clock.now();
      if (delay < loop.clock.resolution) return;
      waitForBell(delay);
    }
    answerBell();
  }
}
