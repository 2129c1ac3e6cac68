import { Readable } from "node:stream";
import type { AgentSettings } from "./agent-options.js";

/** Where goes what an agent prints that is piped. */
export interface OutputSink {
  /** Takes in what was printed. */
  add(bytes: Uint8Array): void;
  /** Nothing more is printed. */
  end(): void;
}

/** Those of an agent's standard output and error that are piped. */
export type OutputPair<S extends OutputSink = OutputSink> = readonly [stdout: S | null, stderr: S | null];

/**
 * What agents print, as a stream. What comes while this thread is blocked is kept, and its readers are called when the
 * thread is free again.
 */
export class OutputStream extends Readable implements OutputSink {
  private chunks: (Uint8Array | null)[] = [];

  add(bytes: Uint8Array): void {
    this.enqueue(bytes);
  }

  end(): void {
    this.enqueue(null);
  }

  override _read(): void {}

  private enqueue(chunk: Uint8Array | null): void {
    this.chunks.push(chunk);
    if (this.chunks.length === 1) queueMicrotask(() => this.flush());
  }

  private flush(): void {
    const { chunks } = this;
    this.chunks = [];
    if (this.destroyed) return;
    for (const chunk of chunks)
      this.push(chunk === null ? null : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
  }
}

/**
 * The streams for what is to be piped of that which `maker` prints.
 * @throws RangeError if an option is none
 */
export function outputStreams(maker: string, { stdout, stderr }: AgentSettings): OutputPair<OutputStream> {
  return [newStream(maker, "stdout", stdout), newStream(maker, "stderr", stderr)];
}

function newStream(maker: string, name: string, option: AgentSettings["stdout"]): OutputStream | null {
  if (option === "pipe") return new OutputStream();
  if (option === undefined || option === "inherit" || option === "ignore") return null;
  throw new RangeError(
    `Cannot make ${maker} with ${name} ${String(option)}: "inherit", "ignore" or "pipe" is expected`,
  );
}
