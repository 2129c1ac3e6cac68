/*
 * A loop as a guest of a host's loop: it works in turns, each of bounded length, and leaves the thread to the host in
 * between. What one iteration runs does not depend on where a turn ends, so that the order of callbacks is that of a
 * blocking run. trio calls this guest mode; there the waiting is done by a thread, here by the host's own timer.
 */
import { DeadlockError } from "../kernel/errors.js";
import { addGuest, removeGuest } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";
import { answerBell, canBeRung, goWithoutSleep, pollSources, prepareForSleep, waitsForBell } from "./bell.js";
import type { Host } from "./host.js";
import { LONGEST_TIMEOUT } from "./longest-timeout.js";
import { runTurn, TURN, type TurnEnd } from "./turn.js";

/** How often virtual time asks a busy host whether it may go on, in milliseconds. */
const BUSY_POLL = 1;

/** Runs `loop` as a guest of `host`. The promise resolves when the loop was stopped, and rejects on a deadlock. */
export function runAsGuest(loop: Scheduler, host: Host): Promise<void> {
  return new Promise((resolve, reject) => {
    new Guest(loop, host, resolve, reject).start();
  });
}

class Guest {
  private isFirstTurn = true;
  private hostHadATurn = false;
  private cancelWait: (() => void) | null = null;
  private readonly loop: Scheduler;
  private readonly host: Host;
  private readonly resolve: () => void;
  private readonly reject: (error: unknown) => void;

  constructor(loop: Scheduler, host: Host, resolve: () => void, reject: (error: unknown) => void) {
    this.loop = loop;
    this.host = host;
    this.resolve = resolve;
    this.reject = reject;
  }

  start(): void {
    this.loop.mode = "guest";
    addGuest(this.loop);
    try {
      this.host.post(this.turn);
    } catch (error) {
      this.fail(error);
    }
  }

  private readonly turn = (): void => {
    const { loop } = this;
    loop.onReady = null;
    this.endWait();
    let end: TurnEnd;
    try {
      this.takeIn();
      end = runTurn(loop, this.host.turn ?? TURN, this.jumpWithoutHost);
      // Under some hosts no microtask runs, so what is to be sent leaves here.
      prepareForSleep();
      if (end === "worked") this.hostHadATurn = false;
      if (end !== "stopped") this.scheduleNext();
    } catch (error) {
      this.fail(error);
      return;
    }
    if (end === "stopped") {
      this.finish();
      this.resolve();
    }
  };

  /** Takes in what other threads sent. */
  private takeIn(): void {
    // What came in while no loop ran on this thread waits for one.
    if (this.isFirstTurn) pollSources();
    else answerBell();
    this.isFirstTurn = false;
    // While such a host runs, the thread's own one may stand still for ever.
    if (this.host.pollInterval !== undefined) goWithoutSleep();
  }

  /** Moves virtual time within a turn, if the host knows that it has nothing to do with this loop. Returns whether it did. */
  private readonly jumpWithoutHost = (): boolean => {
    const { loop, host } = this;
    if (loop.clock.jump === undefined || loop.hostFutures.size > 0 || loop.closeListeners.size > 0)
      return false;
    const timer = loop.timers.peek();
    if (timer === undefined || host.isBusy?.() !== false) return false;
    loop.clock.jump(timer.when());
    return true;
  };

  private scheduleNext(): void {
    const { loop, host } = this;
    if (loop.ready.length > 0 || loop.stopping) {
      host.post(this.turn);
      return;
    }
    const timer = loop.timers.peek();
    if (timer !== undefined && loop.clock.jump !== undefined) {
      if (!this.hostHadATurn) {
        // Host code that was woken in this turn may have something for this moment: time waits for it once.
        this.hostHadATurn = true;
        host.post(this.turn);
      } else if (host.isBusy?.() === true) {
        this.cancelWait = host.postDelayed(this.turn, BUSY_POLL);
        loop.onReady = this.wake;
      } else {
        loop.clock.jump(timer.when());
        host.post(this.turn);
      }
      return;
    }
    const wait = Math.min(
      timer === undefined ? Number.POSITIVE_INFINITY : Math.max(0, timer.when() - loop.clock.now()),
      host.pollInterval !== undefined && canBeRung() ? host.pollInterval : Number.POSITIVE_INFINITY,
      // A bell alone does not keep a host going.
      waitsForBell() ? LONGEST_TIMEOUT : Number.POSITIVE_INFINITY,
    );
    if (wait !== Number.POSITIVE_INFINITY) this.cancelWait = host.postDelayed(this.turn, wait);
    else this.cancelWait = host.onIdle?.(this.deadlock) ?? null;
    loop.onReady = this.wake;
  }

  private readonly wake = (): void => {
    this.loop.onReady = null;
    this.endWait();
    this.host.post(this.turn);
  };

  private readonly deadlock = (): void => {
    this.fail(new DeadlockError(this.loop.describeWaits()));
  };

  private fail(error: unknown): void {
    this.finish();
    this.reject(error);
  }

  private endWait(): void {
    this.cancelWait?.();
    this.cancelWait = null;
  }

  private finish(): void {
    const { loop } = this;
    loop.onReady = null;
    this.endWait();
    loop.mode = "idle";
    loop.stopping = false;
    removeGuest(loop);
  }
}
