import { Buffer } from "node:buffer";
import { aligned } from "../aligned.js";
import * as tag from "./plain-tags.js";
import { newList, SpareLists } from "./spare-lists.js";

/** Keys that were read of late: a key that is known needs not be made again. A power of two. */
const KNOWN_KEYS = 256;
const LONGEST_KNOWN = 32;
const SHORTEST_NATIVE = 8;

/** Reads what a PlainWriter wrote. */
export class PlainReader {
  private readonly bytes: Uint8Array;
  private readonly buffer: Buffer;
  private readonly view: DataView;
  private readonly keys: string[] = new Array<string>(KNOWN_KEYS).fill("");
  private readonly spares = new SpareLists();
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.buffer = Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The message from `start` to `end`. It may be given back: see {@link PlainReader.giveBack}. */
  read(start: number, end: number): unknown[] {
    const count = this.bytes[start] as number;
    this.at = start + 1;
    if (count !== tag.UNCOUNTED) return this.fill(this.spares.take(count));
    const message: unknown[] = [];
    while (this.at < end) message.push(this.readValue());
    return message;
  }

  /** A message was taken in, and nobody refers to its list any more. */
  giveBack(message: unknown[]): void {
    this.spares.giveBack(message);
  }

  private fill(list: unknown[]): unknown[] {
    for (let i = 0; i < list.length; i++) list[i] = this.readValue();
    return list;
  }

  private readValue(): unknown {
    const kind = this.bytes[this.at++] as number;
    if (kind >= tag.SMALL) return kind - tag.SMALL;
    switch (kind) {
      case tag.NULL:
        return null;
      case tag.FALSE:
        return false;
      case tag.TRUE:
        return true;
      case tag.INTEGER:
        return this.readInteger();
      case tag.DOUBLE:
        this.at += 8;
        return this.view.getFloat64(this.at - 8, true);
      case tag.SHORT_TEXT:
        return this.readShortText();
      case tag.LATIN1:
        return this.readText("latin1");
      case tag.UTF16:
        return this.readText("utf16le");
      case tag.LIST:
        return this.readList();
      case tag.RECORD:
        return this.readRecord();
      case tag.BYTES:
        return this.readBytes();
      default:
        return undefined;
    }
  }

  private readInteger(): number {
    this.at += 4;
    return this.view.getInt32(this.at - 4, true);
  }

  private readShortText(): string {
    const length = this.bytes[this.at++] as number;
    const start = this.at;
    this.at = start + length;
    if (length >= SHORTEST_NATIVE) return this.buffer.toString("latin1", start, this.at);
    let text = "";
    for (let at = start; at < this.at; at++) text += String.fromCharCode(this.bytes[at] as number);
    return text;
  }

  private readText(charset: BufferEncoding): string {
    const length = this.readInteger();
    this.at += length;
    return this.buffer.toString(charset, this.at - length, this.at);
  }

  private readList(): unknown[] {
    return this.fill(newList(this.readInteger()));
  }

  private readRecord(): Record<string, unknown> {
    const record: Record<string, unknown> = {};
    for (let left = this.bytes[this.at++] as number; left > 0; left--) {
      const key = this.readKey();
      record[key] = this.readValue();
    }
    return record;
  }

  private readKey(): string {
    const { bytes, at } = this;
    if (bytes[at] !== tag.SHORT_TEXT) return this.readValue() as string;
    const length = bytes[at + 1] as number;
    const start = at + 2;
    if (length === 0 || length > LONGEST_KNOWN) return this.readValue() as string;
    const place =
      ((length * 31 + (bytes[start] as number)) * 31 + (bytes[start + length - 1] as number)) &
      (KNOWN_KEYS - 1);
    const known = this.keys[place] as string;
    if (known.length === length && this.isText(known, start)) {
      this.at = start + length;
      return known;
    }
    const key = this.readValue() as string;
    this.keys[place] = key;
    return key;
  }

  private isText(text: string, at: number): boolean {
    for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== this.bytes[at + i]) return false;
    return true;
  }

  private readBytes(): Uint8Array {
    const length = this.readInteger();
    const start = aligned(this.at);
    this.at = start + length;
    // All of it is written at once, so that it needs not be zeroed before.
    const copy = new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
    copy.set(this.bytes.subarray(start, this.at));
    return copy;
  }
}
