import type { OutputSink, TellTaken } from "../output-stream.js";

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

  add(bytes: Uint8Array, taken: TellTaken): void {
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end > 0) this.pass(bytes.subarray(0, end), () => taken(end));
    if (end === bytes.length) return;
    this.begun.push(bytes.subarray(end));
    // The line may be long, and its end does not come if its worker waits for room.
    taken(bytes.length - end);
  }

  /** The worker has ended: the others go on. */
  end(): void {
    if (this.begun.length > 0) this.pass(Uint8Array.of(NEWLINE), noop);
  }

  private pass(bytes: Uint8Array, taken: TellTaken): void {
    if (this.begun.length === 0) {
      this.stream.add(bytes, taken);
    } else {
      this.stream.add(Buffer.concat([...this.begun, bytes]), taken);
      this.begun = [];
    }
  }
}

function noop(): void {}
