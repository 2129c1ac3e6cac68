import { callBeforeSleep } from "../../drivers/bell.js";
import type { Batch, Channel } from "./channel.js";
import { copyPlain, NOT_PLAIN } from "./plain-copy.js";
import type { Transferable } from "./transferable.js";

/** A microtask of it costs less than one of `queueMicrotask`. */
const SOON = Promise.resolve();

/** So many messages of one turn leave before its end: the other side begins while this one goes on. */
const MOST = 256;

/** Collects messages, so that many leave as one. */
export class Outbox {
  private readonly channel: Channel;
  private batch: Batch = [];
  private isScheduled = false;
  /** How many came since some were sent. */
  private count = 0;

  constructor(channel: Channel) {
    this.channel = channel;
  }

  /** Where to add messages, which must hold nothing that can change until {@link Outbox.flush}. */
  get pending(): Batch {
    return this.batch;
  }

  /**
   * Adds a message whose field at `index` may be any value, if that is a small plain one, which leaves as it is now. Returns
   * whether it was added; if so, it leaves with the next {@link Outbox.flush}.
   * @param isArgs whether that field is the list of a call's arguments
   */
  addPlain(message: Batch, index: number, isArgs = false): boolean {
    if (this.tryAdd(message, isArgs ? index : -1)) return true;
    const copied = copyPlain(message[index]);
    if (copied === NOT_PLAIN) return false;
    message[index] = copied;
    this.batch.push(...message);
    return true;
  }

  private tryAdd(message: Batch, argsAt: number): boolean {
    const { channel, batch } = this;
    if (channel.tryAdd === undefined) return false;
    if (batch.length > 0) {
      // What comes first must leave first.
      this.batch = [];
      channel.send(batch);
    }
    return channel.tryAdd(message, argsAt);
  }

  /** Sends what was added at the end of this turn, or earlier. */
  flushSoon(): void {
    if (++this.count >= MOST) this.flush();
    if (this.isScheduled) return;
    this.isScheduled = true;
    SOON.then(this.endTurn);
    callBeforeSleep(this.endTurn);
  }

  private readonly endTurn = (): void => {
    this.isScheduled = false;
    this.flush();
  };

  /** Sends what was added. */
  flush(): void {
    this.count = 0;
    const { batch, channel } = this;
    if (batch.length > 0) {
      this.batch = [];
      channel.send(batch);
    } else {
      channel.flush?.();
    }
  }

  /**
   * Sends one more message at once, behind those that were added.
   * @throws DataCloneError if it can't be copied; the others are sent all the same.
   */
  sendNow(message: Batch, transfer?: readonly Transferable[]): void {
    this.flush();
    this.channel.send(message, transfer);
  }
}
