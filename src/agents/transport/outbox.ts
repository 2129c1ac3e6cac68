import { callBeforeSleep } from "../../drivers/bell.js";
import type { Batch, Channel } from "./channel.js";
import type { Transferable } from "./transferable.js";

/** A microtask of it costs less than one of `queueMicrotask`. */
const SOON = Promise.resolve();

/** Collects messages, so that many leave as one. */
export class Outbox {
  private readonly channel: Channel;
  private batch: Batch = [];
  private isScheduled = false;

  constructor(channel: Channel) {
    this.channel = channel;
  }

  /** Where to add messages, which must hold nothing that can change until {@link Outbox.flush}. */
  get pending(): Batch {
    return this.batch;
  }

  /** Sends what was added at the end of this turn, or earlier. */
  flushSoon(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    SOON.then(this.flush);
    callBeforeSleep(this.flush);
  }

  /** Sends what was added. */
  readonly flush = (): void => {
    this.isScheduled = false;
    if (this.batch.length === 0) return;
    const { batch } = this;
    this.batch = [];
    this.channel.send(batch);
  };

  /**
   * Sends one more message at once, behind those that were added.
   * @throws DataCloneError if it can't be copied; the others are sent all the same.
   */
  sendNow(message: Batch, transfer?: readonly Transferable[]): void {
    this.flush();
    this.channel.send(message, transfer);
  }
}
