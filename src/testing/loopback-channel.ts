import type { Transferable } from "node:worker_threads";
import type { Batch, Channel } from "../agents/transport/channel.js";
import type { Scheduler } from "../kernel/scheduler.js";

/** A channel that leads to the same thread: what is sent arrives in the loop's next iteration, as a copy. */
export class LoopbackChannel implements Channel {
  /** Takes in what arrives. */
  receive: (batch: Batch) => void = () => {};
  private readonly loop: Scheduler;
  private isClosed = false;

  constructor(loop: Scheduler) {
    this.loop = loop;
  }

  send(batch: Batch, transfer: readonly Transferable[] = []): void {
    const copy: Batch = structuredClone(batch, { transfer: [...transfer] });
    this.loop.callSoonThreadsafe(() => {
      if (!this.isClosed) this.receive(copy);
    });
  }

  close(): void {
    this.isClosed = true;
  }

  // It arrives by itself, and holds nothing open.
  poll(): void {}
  listen(): void {}
  rest(): void {}
  ref(): void {}
  unref(): void {}
}
