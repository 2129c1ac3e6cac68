/*
 * Who waits for room. Who is told of it makes a call a moment later, and until then that place is kept: others who wait are not told
 * of it, too. A place that is not taken is offered to others after a while.
 */

import { setAlarm } from "../../drivers/alarm.js";
import { ring, threadBell } from "../../drivers/bell.js";
import type { IsBlocked } from "../blocking-wait.js";
import { ConcurrentFuture } from "../concurrent-future.js";
import { CallQueue } from "./call-queue.js";

/** A place is kept for as long as this at least, in milliseconds, and no longer than twice that. */
const KEPT = 50;

/** Where the room is. */
export interface Rooms {
  /** How many calls would not be refused. */
  room(): number;
  /** Whether nothing more begins as long as those are blocked of whom `isBlocked` says so. */
  isHeldUpBy(isBlocked: IsBlocked): boolean;
}

/** Tells those who wait for room, in the order in which they came. */
export class WaitersForRoom {
  private readonly rooms: Rooms;
  private readonly waiters = new CallQueue<ConcurrentFuture<void>>();
  /** How many places are kept, and how many of them for long. */
  private kept = 0;
  private keptForLong = 0;
  private isTiming = false;

  constructor(rooms: Rooms) {
    this.rooms = rooms;
  }

  get areThere(): boolean {
    return this.waiters.length > 0;
  }

  /** The future of a time at which there is room. */
  wait(): ConcurrentFuture<void> {
    const future: ConcurrentFuture<void> = new ConcurrentFuture<void>({
      needs: (isBlocked) => this.rooms.isHeldUpBy(isBlocked),
      onBlock: () => this.hurry(future),
      onCancel: () => this.waiters.delete(future),
    });
    this.waiters.push(future);
    this.tell();
    return future;
  }

  /** There may be more room than before. */
  tell(): void {
    while (this.waiters.length > 0 && this.rooms.room() > this.kept) {
      this.kept++;
      this.waiters.shift()?.resolve();
    }
    if (this.waiters.length > 0 && this.kept > 0) this.time();
  }

  /** There is nothing to wait for any more. */
  tellAll(): void {
    for (;;) {
      const waiter = this.waiters.shift();
      if (waiter === undefined) return;
      waiter.resolve();
    }
  }

  /** A call was made. */
  take(): void {
    if (this.kept === 0) return;
    this.kept--;
    if (this.keptForLong > 0) this.keptForLong--;
  }

  /** This thread is blocked until one of them is told: nobody else here takes a place meanwhile. */
  private hurry(waiter: ConcurrentFuture<void>): void {
    if (!this.waiters.delete(waiter)) return;
    this.waiters.unshift(waiter);
    this.kept = 0;
    this.keptForLong = 0;
    this.tell();
    if (waiter.done()) ring(threadBell());
  }

  private time(): void {
    if (this.isTiming) return;
    this.isTiming = true;
    setAlarm(KEPT, () => {
      this.isTiming = false;
      this.kept -= this.keptForLong;
      this.keptForLong = this.kept;
      this.tell();
    });
  }
}
