/*
 * Messages on a stream of bytes: each behind its length, four bytes, the lowest first. The bytes are V8's own form of
 * structured clones.
 */

const HEADER = 4;
const LONGEST = 2 ** 30;
/** With this V8 begins what it has serialized. */
const FIRST_BYTE = 0xff;

/** The length that goes before a message. */
export function frameHeader(length: number): Uint8Array {
  const header = new Uint8Array(HEADER);
  new DataView(header.buffer).setUint32(0, length, true);
  return header;
}

/** Cuts a stream of bytes into messages. */
export class FrameReader {
  private readonly receive: (message: Uint8Array<ArrayBuffer>) => void;
  private readonly header = new Uint8Array(HEADER);
  private headerFilled = 0;
  private message: Uint8Array<ArrayBuffer> | null = null;
  private filled = 0;

  /** @param receive is given each message, in memory of its own */
  constructor(receive: (message: Uint8Array<ArrayBuffer>) => void) {
    this.receive = receive;
  }

  /** Takes more bytes. @throws RangeError if they are no messages */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      at = this.message === null ? this.takeHeader(chunk, at) : this.takeBody(this.message, chunk, at);
    }
  }

  private takeHeader(chunk: Uint8Array, at: number): number {
    const taken = chunk.subarray(at, at + HEADER - this.headerFilled);
    this.header.set(taken, this.headerFilled);
    this.headerFilled += taken.length;
    if (this.headerFilled === HEADER) {
      const length = new DataView(this.header.buffer).getUint32(0, true);
      if (length === 0 || length > LONGEST)
        throw new RangeError(`a message of ${length} bytes was announced`);
      this.message = new Uint8Array(length);
      this.filled = 0;
      this.headerFilled = 0;
    }
    return at + taken.length;
  }

  private takeBody(message: Uint8Array<ArrayBuffer>, chunk: Uint8Array, at: number): number {
    const taken = chunk.subarray(at, at + message.length - this.filled);
    message.set(taken, this.filled);
    this.filled += taken.length;
    if (this.filled === message.length) {
      if (message[0] !== FIRST_BYTE) throw new RangeError(`a message begins with the byte ${message[0]}`);
      this.message = null;
      this.receive(message);
    }
    return at + taken.length;
  }
}
