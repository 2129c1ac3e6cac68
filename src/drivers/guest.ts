/*
 * A loop as a guest of a host's loop: it works in turns, each of bounded length, and leaves the thread to the host in
 * between. What one iteration runs does not depend on where a turn ends, so that the order of callbacks is that of a
 * blocking run.
 */

import { renewWaitBox } from "../coroutines/suspension.js";
import { currentScope, enterScope, renewScopeBox } from "../kernel/context.js";
import { DeadlockError } from "../kernel/errors.js";
import { withoutHostContext } from "../kernel/host-context.js";
import { addGuest, removeGuest, swapRunningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";
import { pollSources, waitsForBell } from "./bell.js";
import type { Host } from "./host.js";

/** A turn ends after this many milliseconds; the rest is the host's. */
const TURN = 2;

/** How often virtual time asks a busy host whether it may go on, in milliseconds. */
const BUSY_POLL = 1;

/** A time that no timer is too short for, in milliseconds. */
const LONG = 2 ** 31 - 1;

/** The most handles that run between two looks at the clock. A turn begins with a few, and runs more if they are fast. */
const MOST_PER_LOOK = 64;

/** Runs `loop` as a guest of `host`. The promise resolves when the loop was stopped, and rejects on a deadlock. */
export function runAsGuest(loop: Scheduler, host: Host): Promise<void> {
  return new Promise((resolve, reject) => {
    new Guest(loop, host, resolve, reject).start();
  });
}

class Guest {
  private isFirstTurn = true;
  private iterating = false;
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
    this.host.post(this.turn);
  }

  private readonly turn = (): void => {
    const { loop } = this;
    loop.onReady = null;
    this.endWait();
    const scope = currentScope();
    const outer = swapRunningLoop(loop);
    let stopped = false;
    try {
      withoutHostContext(() => {
        stopped = this.work();
      });
    } catch (error) {
      this.finish();
      this.reject(error);
      return;
    } finally {
      swapRunningLoop(outer);
      enterScope(scope);
    }
    if (stopped) {
      this.finish();
      this.resolve();
    } else {
      this.scheduleNext();
    }
  };

  /** Runs iterations until there is nothing to do or the turn is over. Returns whether the loop was stopped. */
  private work(): boolean {
    const { loop } = this;
    let lastLook = performance.now();
    const end = lastLook + TURN;
    let perLook = 1;
    let untilLook = perLook;
    loop.hostWaits = false;
    renewScopeBox();
    renewWaitBox();
    if (this.isFirstTurn) {
      // What came in while no loop ran on this thread waits for one.
      this.isFirstTurn = false;
      pollSources();
    }
    for (;;) {
      if (!this.iterating) {
        loop.beginIteration();
        if (loop.ready.remaining === 0 && !loop.stopping) {
          if (!this.jumpWithoutHost()) return false;
          loop.beginIteration();
        }
        this.iterating = true;
        this.hostHadATurn = false;
      }
      const before = loop.ready.remaining;
      loop.runReady(untilLook);
      untilLook -= before - loop.ready.remaining;
      if (loop.ready.remaining === 0) {
        this.iterating = false;
        if (loop.stopping) return true;
      }
      if (loop.hostWaits) return false;
      if (untilLook <= 0) {
        const now = performance.now();
        if (now >= end) return false;
        perLook =
          now - lastLook < TURN / 8 ? Math.min(perLook * 2, MOST_PER_LOOK) : Math.max(perLook >> 1, 1);
        lastLook = now;
        untilLook = perLook;
      }
    }
  }

  /** Moves virtual time within a turn, if the host knows that it has nothing to do with this loop. Returns whether it did. */
  private jumpWithoutHost(): boolean {
    const { loop, host } = this;
    if (loop.clock.jump === undefined || loop.hostPromises > 0 || loop.closeListeners.size > 0) return false;
    const timer = loop.timers.peek();
    if (timer === undefined || host.isBusy?.() !== false) return false;
    loop.clock.jump(timer.when());
    return true;
  }

  private scheduleNext(): void {
    const { loop, host } = this;
    if (this.iterating || loop.ready.length > 0 || loop.stopping) {
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
    if (timer !== undefined)
      this.cancelWait = host.postDelayed(this.turn, Math.max(0, timer.when() - loop.clock.now()));
    // A bell alone does not keep a host going.
    else if (waitsForBell()) this.cancelWait = host.postDelayed(this.turn, LONG);
    else this.cancelWait = host.onIdle?.(this.fail) ?? null;
    loop.onReady = this.wake;
  }

  private readonly wake = (): void => {
    this.loop.onReady = null;
    this.endWait();
    this.host.post(this.turn);
  };

  private readonly fail = (): void => {
    this.finish();
    this.reject(new DeadlockError(this.loop.describeWaits()));
  };

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
