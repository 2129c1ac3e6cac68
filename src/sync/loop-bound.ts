import { RuntimeError } from "../kernel/errors.js";
import { requireRunningLoop, runningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";

/** What belongs to the loop in which it was first waited for. */
export abstract class LoopBound {
  private boundLoop: Scheduler | null = null;

  /** @internal The running loop, which must be the same each time. */
  boundTo(): Scheduler {
    // The text is made only if it is needed: to wait is a hot path.
    const loop = runningLoop ?? requireRunningLoop(`waiting for ${this}`);
    this.boundLoop ??= loop;
    if (loop === this.boundLoop) return loop;
    throw new RuntimeError(
      `${this} is bound to a different event loop: make one for each loop`,
      "ERR_FOREIGN_LOOP",
    );
  }

  abstract toString(): string;
}
