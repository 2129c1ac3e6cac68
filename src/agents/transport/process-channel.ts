import type { MessagePort } from "node:worker_threads";
import type { Batch, Channel } from "./channel.js";
import { deserialize } from "./deserialize.js";
import { Mailbox } from "./mailbox.js";
import { copyThere, serializeBatch } from "./serialize.js";

/**
 * The way to a process, which its warden keeps: batches are serialized here, so that the warden only passes on bytes.
 */
export class ProcessChannel implements Channel {
  readonly copy: (value: unknown) => unknown = copyThere;
  private readonly mailbox: Mailbox<Uint8Array, Uint8Array>;

  /**
   * @param receive must not throw
   * @param onGarbage is told of what is no message
   */
  constructor(
    port: MessagePort,
    wardenBell: Int32Array,
    receive: (batch: Batch) => void,
    onGarbage: (error: Error) => void,
  ) {
    this.mailbox = new Mailbox(port, wardenBell, (bytes) => {
      let batch: unknown;
      try {
        batch = deserialize(bytes);
        if (!Array.isArray(batch)) throw new TypeError("a message is no list");
      } catch (error) {
        onGarbage(error as Error);
        return;
      }
      receive(batch as Batch);
    });
  }

  send(batch: Batch): void {
    const bytes = serializeBatch(batch);
    this.mailbox.send(bytes, [bytes.buffer as ArrayBuffer]);
  }

  poll(): void {
    this.mailbox.poll();
  }

  listen(): void {
    this.mailbox.listen();
  }

  rest(): void {
    this.mailbox.rest();
  }

  ref(): void {
    this.mailbox.ref();
  }

  unref(): void {
    this.mailbox.unref();
  }

  close(): void {
    this.mailbox.close();
  }
}
