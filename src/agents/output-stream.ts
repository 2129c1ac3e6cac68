import { Readable } from "node:stream";

/** Those of an agent that are piped. */
export type OutputPair = readonly [stdout: OutputStream | null, stderr: OutputStream | null];

/**
 * What an agent prints, as a stream. What comes while this thread is blocked is kept, and its readers are called when the
 * thread is free again.
 */
export class OutputStream extends Readable {
  private chunks: (Uint8Array | null)[] = [];

  /** Takes in what was printed. */
  add(bytes: Uint8Array): void {
    this.enqueue(bytes);
  }

  /** Nothing more is printed. */
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
