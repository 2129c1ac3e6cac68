import type { Transferable } from "./transferable.js";

/** Several messages, one behind the other: see calls/messages.ts. */
export type Batch = unknown[];

/** A way to another thread or process. */
export interface Channel {
  /**
   * Sends a batch, and wakes who receives it.
   * @throws DataCloneError if it can't be copied; nothing is sent then.
   */
  send(batch: Batch, transfer?: readonly Transferable[]): void;
  /**
   * Adds a message that is made of plain values, if there is a faster way for such: it has left with the next
   * {@link Channel.flush} at the latest. Returns whether it was added.
   * @param argsAt which field, if any, is the list of a call's arguments
   */
  tryAdd?(message: Batch, argsAt?: number): boolean;
  /** Wakes who receives what was added. */
  flush?(): void;
  /** Copies a value as it does, if not by `structuredClone`. @throws Error for what it does not carry */
  readonly copy?: (value: unknown) => unknown;
  /** Takes in what was sent, without waiting. */
  poll(): void;
  /** Lets loops that block wait for messages of this channel. */
  listen(): void;
  /** Nothing is expected: a loop that blocks need not wait for it. */
  rest(): void;
  /** Keeps the process alive while the channel is open. */
  ref(): void;
  /** Lets the process end though the channel is open. */
  unref(): void;
  close(): void;
}
