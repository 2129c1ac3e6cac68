import { realNow, setRealImmediate, setRealTimeout } from "../real-time.js";
import { Activity } from "./activity.js";
import type { VirtualTimers } from "./virtual-timers.js";

/** The thread counts as idle after this many turns of its event loop in which nothing was called. */
const IDLE_TURNS = 2;

/** How often it is looked whether I/O that is under way has ended, in milliseconds of real time. */
const LOOK = 1;

/** The case that runs in this time. */
export interface Case {
  /** Whether its result is awaited. */
  isPending(): boolean;
  /** Nothing can happen any more. */
  idle(): void;
  /** The time that was allowed is over. */
  late(inFlight: readonly string[]): void;
}

/**
 * Lets virtual time jump from timer to timer while the thread is idle: nothing was called in its last turns, and nothing
 * is under way outside. Timers that are due at the same time fire in one turn, as in Node: what follows from each in ticks and
 * microtasks happens before the next one, and what follows in immediates after them all.
 */
export class Jumps {
  private readonly activity = new Activity();
  private readonly timers: VirtualTimers;
  private readonly end: number;
  private readonly subject: Case;
  private idleTurns = 0;
  private isStopped = false;

  /** @param allowed how long it may take, in milliseconds of real time */
  constructor(timers: VirtualTimers, allowed: number, subject: Case) {
    this.timers = timers;
    this.end = realNow() + allowed;
    this.subject = subject;
    this.nextTurn();
  }

  /** Time does not move any more, and this does not keep the thread alive. */
  stop(): void {
    this.isStopped = true;
  }

  private nextTurn(): void {
    this.activity.ignore(() => setRealImmediate(this.turn));
  }

  private readonly turn = (): void => {
    if (this.isStopped) return;
    const inFlight = this.activity.inFlight();
    const isIdle = inFlight.length === 0 && this.activity.takeCallbacks() === 0;
    this.idleTurns = isIdle ? this.idleTurns + 1 : 0;
    if (realNow() > this.end) {
      this.subject.late(inFlight);
    } else if (inFlight.length > 0) {
      this.activity.ignore(() => setRealTimeout(this.turn, LOOK));
    } else if (this.idleTurns < IDLE_TURNS) {
      this.nextTurn();
    } else if (this.timers.hasNext(this.subject.isPending())) {
      this.idleTurns = 0;
      // Immediates, between which Node makes ticks and microtasks, as it does between timers that are due together.
      for (const fire of this.timers.takeNext()) this.activity.ignore(() => setRealImmediate(fire));
      this.nextTurn();
    } else {
      this.idle();
    }
  };

  private idle(): void {
    // Node's own modules have timers of their own, in real time.
    if (!process.getActiveResourcesInfo().includes("Timeout")) this.subject.idle();
    else this.activity.ignore(() => setRealTimeout(this.turn, LOOK));
  }
}
