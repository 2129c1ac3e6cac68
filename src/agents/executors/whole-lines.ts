import type { OutputSink } from "../output-stream.js";

const NEWLINE = 10;

/**
 * What one of several workers prints into a stream that they share: it is passed on in whole lines, so that those of others
 * do not end up in the middle of them. The last line is given an end if it has none.
 */
export class WholeLines implements OutputSink {
  private readonly stream: OutputSink;
  /** The line that has no end so far. */
  private begun: Uint8Array[] = [];

  constructor(stream: OutputSink) {
    this.stream = stream;
  }

  add(bytes: Uint8Array): void {
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end > 0) this.pass(bytes.subarray(0, end));
    if (end < bytes.length) this.begun.push(bytes.subarray(end));
  }

  /** The worker has ended: the others go on. */
  end(): void {
    if (this.begun.length > 0) this.pass(Uint8Array.of(NEWLINE));
  }

  private pass(bytes: Uint8Array): void {
    if (this.begun.length === 0) {
      this.stream.add(bytes);
    } else {
      this.stream.add(Buffer.concat([...this.begun, bytes]));
      this.begun = [];
    }
  }
}
