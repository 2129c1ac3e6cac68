import type { Batch, Channel } from "../transport/channel.js";
import type { WebPort } from "./web.js";

/** A way to another thread of a browser: messages come to a thread that is free, and by themselves. */
export class PortChannel implements Channel {
  private readonly port: WebPort;

  /** @param receive must not throw */
  constructor(port: WebPort, receive: (batch: Batch) => void) {
    this.port = port;
    port.onmessage = ({ data }) => receive(data as Batch);
  }

  send(batch: Batch, transfer: readonly unknown[] = []): void {
    this.port.postMessage(batch, transfer);
  }

  close(): void {
    this.port.onmessage = null;
    this.port.close();
  }

  poll(): void {}
  listen(): void {}
  rest(): void {}
  ref(): void {}
  unref(): void {}
}
