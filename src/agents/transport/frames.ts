/*
 * Messages on a stream of bytes: each behind its length, four bytes, the lowest first. The bytes are V8's own form of
 * structured clones.
 */

/** The descriptor by which a process and its warden talk. */
export const PIPE = 3;

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

/**
 * Cuts a stream of bytes into messages. Who receives one may push more meanwhile, or {@link FrameReader.drain} what is left:
 * messages are given in their order all the same.
 */
export class FrameReader {
  private readonly receive: (message: Uint8Array<ArrayBuffer>) => void;
  private readonly header = new Uint8Array(HEADER);
  private headerFilled = 0;
  private message: Uint8Array<ArrayBuffer> | null = null;
  private filled = 0;
  /** What was pushed and not cut so far. */
  private readonly chunks: Uint8Array[] = [];

  /** @param receive is given each message, in memory of its own */
  constructor(receive: (message: Uint8Array<ArrayBuffer>) => void) {
    this.receive = receive;
  }

  /** Takes more bytes. @throws RangeError if they are no messages */
  push(chunk: Uint8Array): void {
    this.chunks.push(chunk);
    this.drain();
  }

  /** Gives the messages that are there. @throws RangeError if they are none */
  drain(): void {
    for (let chunk = this.chunks.shift(); chunk !== undefined; chunk = this.chunks.shift()) {
      const taken = this.message === null ? this.takeHeader(chunk) : this.takeBody(this.message, chunk);
      if (taken < chunk.length) this.chunks.unshift(chunk.subarray(taken));
      if (this.message !== null && this.filled === this.message.length) this.give(this.message);
    }
  }

  private takeHeader(chunk: Uint8Array): number {
    const taken = chunk.subarray(0, HEADER - this.headerFilled);
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
    return taken.length;
  }

  private takeBody(message: Uint8Array<ArrayBuffer>, chunk: Uint8Array): number {
    const taken = chunk.subarray(0, message.length - this.filled);
    message.set(taken, this.filled);
    this.filled += taken.length;
    return taken.length;
  }

  private give(message: Uint8Array<ArrayBuffer>): void {
    if (message[0] !== FIRST_BYTE) throw new RangeError(`a message begins with the byte ${message[0]}`);
    this.message = null;
    this.receive(message);
  }
}
