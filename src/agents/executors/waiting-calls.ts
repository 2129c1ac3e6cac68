import { QueueFull } from "../../kernel/errors.js";
import type { IsBlocked } from "../blocking-wait.js";
import { CallQueue } from "./call-queue.js";
import type { PoolCall } from "./pool-call.js";
import { WaitersForRoom } from "./waiters-for-room.js";

/** Where else calls may be. */
export interface Elsewhere {
  /** How many calls wait in workers. */
  ahead(): number;
  /** How many calls would begin at once, or as soon as workers are ready. */
  free(): number;
  /** Whether nothing more begins as long as those are blocked of whom `isBlocked` says so. */
  isHeldUpBy(isBlocked: IsBlocked): boolean;
}

/** Calls that wait for a worker. So many may wait, here and in workers behind others. */
export class WaitingCalls implements Iterable<PoolCall<unknown>> {
  /** Who waits for room; `null` if there always is. */
  readonly waitersForRoom: WaitersForRoom | null;
  private readonly calls = new CallQueue<PoolCall<unknown>>();
  private readonly most: number;
  private readonly elsewhere: Elsewhere;

  /** @param most how many may wait */
  constructor(most: number, elsewhere: Elsewhere) {
    this.most = most;
    this.elsewhere = elsewhere;
    this.waitersForRoom =
      most === Number.POSITIVE_INFINITY
        ? null
        : new WaitersForRoom({
            room: () => this.room(),
            isHeldUpBy: (isBlocked) => elsewhere.isHeldUpBy(isBlocked),
          });
  }

  get length(): number {
    return this.calls.length;
  }

  /** @throws QueueFull if there is no room for `call`. */
  checkRoom(call: PoolCall<unknown>, executor: object): void {
    if (this.most === Number.POSITIVE_INFINITY) return;
    const waiting = this.most - this.room();
    if (waiting < this.most) return;
    throw new QueueFull(
      `Cannot submit '${call.target.name}' to ${executor}: ${waiting} calls wait already. Await whenRoom() first.`,
    );
  }

  /** Whether somebody waits: for one of them, or for room. */
  get areAwaited(): boolean {
    return this.calls.length > 0 || this.waitersForRoom?.areThere === true;
  }

  push(call: PoolCall<unknown>): void {
    this.calls.push(call);
  }

  /** Calls that were taken out come back, to be the next. */
  putBack(calls: readonly PoolCall<unknown>[]): void {
    for (const call of [...calls].reverse()) this.calls.unshift(call);
  }

  shift(): PoolCall<unknown> | undefined {
    return this.calls.shift();
  }

  /** Takes out a call, if it is there. */
  delete(call: PoolCall<unknown>): boolean {
    return this.calls.delete(call);
  }

  private room(): number {
    return this.most + this.elsewhere.free() - this.calls.length - this.elsewhere.ahead();
  }

  [Symbol.iterator](): Iterator<PoolCall<unknown>> {
    return this.calls[Symbol.iterator]();
  }
}
