import { QueueFull } from "../../kernel/errors.js";
import { ConcurrentFuture } from "../concurrent-future.js";
import { CallQueue } from "./call-queue.js";
import type { PoolCall } from "./pool-call.js";

/** Calls that wait for a worker, of which there may be so many. */
export class WaitingCalls implements Iterable<PoolCall<unknown>> {
  private readonly calls = new CallQueue<PoolCall<unknown>>();
  private readonly most: number;
  private readonly waitersForRoom: ConcurrentFuture<void>[] = [];

  /** @param most how many may wait */
  constructor(most: number) {
    this.most = most;
  }

  get length(): number {
    return this.calls.length;
  }

  /** @throws QueueFull if there is no room for `call`. */
  checkRoom(call: PoolCall<unknown>, executor: object): void {
    if (this.calls.length < this.most) return;
    throw new QueueFull(
      `Cannot submit '${call.target.name}' to ${executor}: ${this.calls.length} calls wait already. Await whenRoom() first.`,
    );
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

  delete(call: PoolCall<unknown>): void {
    this.calls.delete(call);
  }

  /** The future of a time at which there is room. */
  whenRoom(): ConcurrentFuture<void> {
    const future = new ConcurrentFuture<void>();
    if (this.calls.length < this.most) future.setResult();
    else this.waitersForRoom.push(future);
    return future;
  }

  /** Tells those who wait for room how much there is. */
  tellRoom(): void {
    if (this.waitersForRoom.length === 0) return;
    for (let room = this.most - this.calls.length; room > 0; room--) {
      const waiter = this.waitersForRoom.shift();
      if (waiter === undefined) return;
      waiter.resolve();
    }
  }

  [Symbol.iterator](): Iterator<PoolCall<unknown>> {
    return this.calls[Symbol.iterator]();
  }
}
