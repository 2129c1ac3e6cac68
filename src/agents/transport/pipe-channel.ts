import { Socket } from "node:net";
import { deserialize, serialize } from "node:v8";
import type { Batch, Channel } from "./channel.js";
import { FrameReader, frameHeader } from "./frames.js";

/** The descriptor by which a process and its warden talk. */
export const PIPE = 3;

/** A process's way to who started it. It is read only while the process's own loop is free. */
export class PipeChannel implements Channel {
  private readonly socket = new Socket({ fd: PIPE, readable: true, writable: true });

  /**
   * @param receive must not throw
   * @param onEnd is called when the other side is gone
   */
  constructor(receive: (batch: Batch) => void, onEnd: () => void) {
    const reader = new FrameReader((bytes) => receive(deserialize(bytes) as Batch));
    this.socket.on("data", (chunk: Uint8Array) => reader.push(chunk));
    this.socket.on("error", () => {});
    this.socket.on("close", onEnd);
  }

  send(batch: Batch): void {
    const bytes = serialize(batch);
    this.socket.cork();
    this.socket.write(frameHeader(bytes.length));
    this.socket.write(bytes);
    this.socket.uncork();
  }

  /** Calls `fn` when all that was sent has left. */
  whenSent(fn: () => void): void {
    this.socket.write(new Uint8Array(0), fn);
  }

  poll(): void {}
  listen(): void {}
  rest(): void {}

  ref(): void {
    this.socket.ref();
  }

  unref(): void {
    this.socket.unref();
  }

  close(): void {
    this.socket.removeAllListeners("close");
    this.socket.destroy();
  }
}
