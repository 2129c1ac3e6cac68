import { renewWaitBox } from "../coroutines/suspension.js";
import { currentScope, enterScope, renewScopeBox } from "../kernel/context.js";
import { withoutHostContext } from "../kernel/host-context.js";
import { swapRunningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";

/** How long a turn may take, in milliseconds, unless the host says otherwise. */
export const TURN = 2;

/** The most handles that run between two looks at the clock. A turn begins with a few, and runs more if they are fast. */
const MOST_PER_LOOK = 64;

/** What a turn came to: nothing was ready, something ran, or the loop was stopped. */
export type TurnEnd = "idle" | "worked" | "stopped";

/**
 * Runs iterations of `loop` until nothing is ready, about `ms` milliseconds have passed, or host code waits for what was
 * done. An iteration that a turn ends within goes on in the next one: where turns end has no influence on the order.
 * @param jump moves virtual time to the next timer, if it may, and returns whether it did
 */
export function runTurn(loop: Scheduler, ms: number, jump?: () => boolean): TurnEnd {
  const scope = currentScope();
  const outer = swapRunningLoop(loop);
  let end: TurnEnd = "idle";
  try {
    withoutHostContext(() => {
      end = work(loop, ms, jump);
    });
  } finally {
    swapRunningLoop(outer);
    enterScope(scope);
  }
  return end;
}

function work(loop: Scheduler, ms: number, jump: (() => boolean) | undefined): TurnEnd {
  const { ready } = loop;
  const shortLook = ms / 8;
  let lastLook = performance.now();
  const end = lastLook + ms;
  let perLook = 1;
  let untilLook = perLook;
  let result: TurnEnd = "idle";
  loop.hostWaits = false;
  renewScopeBox();
  renewWaitBox();
  for (;;) {
    if (ready.remaining === 0) {
      loop.beginIteration();
      if (ready.remaining === 0 && !loop.stopping) {
        if (jump?.() !== true) return result;
        loop.beginIteration();
      }
    }
    result = "worked";
    const before = ready.remaining;
    loop.runReady(untilLook);
    untilLook -= before - ready.remaining;
    if (ready.remaining === 0 && loop.stopping) return "stopped";
    if (loop.hostWaits) return result;
    if (untilLook <= 0) {
      const now = performance.now();
      if (now >= end) return result;
      perLook = now - lastLook < shortLook ? Math.min(perLook * 2, MOST_PER_LOOK) : Math.max(perLook >> 1, 1);
      lastLook = now;
      untilLook = perLook;
    }
  }
}
