import type { Scheduler } from "../kernel/scheduler.js";
import { answerBell, goWithoutSleep, prepareForSleep } from "./bell.js";
import { runTurn } from "./turn.js";

/**
 * Runs what `loop` has ready, for about `ms` milliseconds at most, and returns at once. It returns after how many
 * milliseconds there will be more to do, as far as the loop knows: 0, the time to its next timer, or Infinity.
 */
export function stepLoop(loop: Scheduler, ms: number): number {
  const { clock, ready, timers } = loop;
  loop.mode = "guest";
  try {
    answerBell();
    const timer = ready.length === 0 && clock.jump !== undefined ? timers.peek() : undefined;
    if (timer !== undefined) clock.jump?.(timer.when());
    runTurn(loop, ms);
    // A program that steps in a loop of its own lets no microtask run, so what is to be sent leaves here.
    prepareForSleep();
    // Nor do the host's events come, as long as it does that.
    goWithoutSleep();
  } finally {
    loop.mode = "idle";
    loop.stopping = false;
  }
  if (ready.length > 0) return 0;
  const next = timers.peek();
  if (next === undefined) return Number.POSITIVE_INFINITY;
  return clock.jump === undefined ? Math.max(0, next.when() - clock.now()) : 0;
}
