import { Readable } from "node:stream";
import { callBeforeBlocking } from "../drivers/bell.js";
import type { AgentSettings } from "./agent-options.js";
import { CallQueue } from "./executors/call-queue.js";

/** Is told how many bytes of what was printed were read. */
export type TellTaken = (bytes: number) => void;

/** Where goes what an agent prints that is piped. */
export interface OutputSink {
  /** Takes in what was printed. */
  add(bytes: Uint8Array, taken: TellTaken): void;
  /** Nothing more is printed. */
  end(): void;
}

/** Those of an agent's standard output and error that are piped. */
export type OutputPair<S extends OutputSink = OutputSink> = readonly [stdout: S | null, stderr: S | null];

/** What was printed at once and was not read so far. */
interface Unread {
  readonly length: number;
  readonly taken: TellTaken;
}

/**
 * What agents print, as a stream. What comes while this thread is blocked is kept, and its readers are called when the
 * thread is free again.
 *
 * Who prints more than is read is told how much that is, and may wait. It need not while nobody has begun to read, or while this
 * thread is blocked, perhaps for who prints: then all is kept.
 */
export class OutputStream extends Readable implements OutputSink {
  private chunks: (Uint8Array | null)[] = [];
  private readonly unread = new CallQueue<Unread>();
  /** How many bytes `unread` has. */
  private unreadBytes = 0;
  /** How many of these are in `chunks`. */
  private waitingBytes = 0;

  add(bytes: Uint8Array, taken: TellTaken): void {
    this.unread.push({ length: bytes.length, taken });
    this.unreadBytes += bytes.length;
    this.waitingBytes += bytes.length;
    callBeforeBlocking(this.takeAll);
    this.enqueue(bytes);
  }

  end(): void {
    this.enqueue(null);
  }

  override _read(): void {}

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.takeAll();
    callback(error);
  }

  override read(size?: number): unknown {
    const read: unknown = super.read(size);
    this.tell();
    return read;
  }

  private enqueue(chunk: Uint8Array | null): void {
    this.chunks.push(chunk);
    if (this.chunks.length === 1) queueMicrotask(() => this.flush());
  }

  private flush(): void {
    const { chunks } = this;
    this.chunks = [];
    this.waitingBytes = 0;
    if (!this.destroyed)
      for (const chunk of chunks)
        this.push(chunk === null ? null : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    // Until somebody listens, it does not flow nor is it paused.
    if (this.destroyed || this.readableFlowing === null) this.takeAll();
    else this.tell();
  }

  /** Tells those who printed what was read. */
  private tell(): void {
    const left = this.readableLength + this.waitingBytes;
    for (let first = this.unread.peek(); first !== undefined; first = this.unread.peek()) {
      if (this.unreadBytes - first.length < left) return;
      this.unread.shift();
      this.unreadBytes -= first.length;
      first.taken(first.length);
    }
  }

  private readonly takeAll = (): void => {
    this.unreadBytes = 0;
    for (let first = this.unread.shift(); first !== undefined; first = this.unread.shift())
      first.taken(first.length);
  };
}

/** The streams for what is to be piped. */
export function outputStreams({ stdout, stderr }: AgentSettings): OutputPair<OutputStream> {
  return [newStream(stdout), newStream(stderr)];
}

function newStream(option: AgentSettings["stdout"]): OutputStream | null {
  return option === "pipe" ? new OutputStream() : null;
}
