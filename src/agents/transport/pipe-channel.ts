import { readSync } from "node:fs";
import { Socket } from "node:net";
import type { Batch, Channel } from "./channel.js";
import { deserialize } from "./deserialize.js";
import { FrameReader, frameHeader, PIPE } from "./frames.js";
import { copyThere, serializeBatch } from "./serialize.js";
import { writeAll } from "./write-all.js";

/** Messages up to this size are sent together with their header. */
const SMALL = 2 ** 16;

/**
 * A process's way to who started it. It is read by the process's own loop, and by {@link PipeChannel.poll} while code blocks that
 * loop. What is sent leaves at once, so that it does so, too, before such code blocks.
 */
export class PipeChannel implements Channel {
  readonly copy: (value: unknown) => unknown = copyThere;
  private readonly socket = new Socket({ fd: PIPE, readable: true, writable: true });
  private readonly reader: FrameReader;
  private readonly receive: (batch: Batch, isLast: boolean) => void;
  private hasReceived = false;
  private readonly onEnd: () => void;
  private readonly buffer = new Uint8Array(SMALL);

  /**
   * @param receive must not throw; it is told of an empty batch behind the last one that is there
   * @param onEnd is called when the other side is gone
   */
  constructor(receive: (batch: Batch, isLast: boolean) => void, onEnd: () => void) {
    this.receive = receive;
    this.reader = new FrameReader((bytes) => {
      this.hasReceived = true;
      receive(deserialize(bytes) as Batch, false);
    });
    this.onEnd = onEnd;
    this.socket.on("data", (chunk: Uint8Array) => {
      this.reader.push(chunk);
      this.tellLast();
    });
    this.socket.on("error", () => {});
    this.socket.on("close", onEnd);
  }

  send(batch: Batch): void {
    const bytes = serializeBatch(batch);
    const header = frameHeader(bytes.length);
    if (bytes.length <= SMALL) {
      writeAll(PIPE, Buffer.concat([header, bytes]));
    } else {
      writeAll(PIPE, header);
      writeAll(PIPE, bytes);
    }
  }

  /** Calls `fn` when all that was sent has left. */
  whenSent(fn: () => void): void {
    this.socket.write(new Uint8Array(0), fn);
  }

  poll(): void {
    // A message may be under way in whose call this is.
    this.reader.drain();
    for (let chunk = this.read(); chunk !== null; chunk = this.read()) this.reader.push(chunk);
    this.tellLast();
  }

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

  private tellLast(): void {
    if (!this.hasReceived) return;
    this.hasReceived = false;
    this.receive([], true);
  }

  /** What is there, or `null`. */
  private read(): Uint8Array | null {
    try {
      const length = readSync(PIPE, this.buffer);
      if (length > 0) return this.buffer.slice(0, length);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EAGAIN") return null;
    }
    this.onEnd();
    return null;
  }
}
