import { Buffer } from "node:buffer";
import * as tag from "./plain-tags.js";
import { isWholeBytes } from "./whole-bytes.js";

/** Where there is no room for a message. */
export const NO_ROOM = -1;
/** A message that holds anything but small plain values, strings and bytes. */
const NOT_PLAIN = -2;

/** Larger values are left to the structured clone. */
const MOST_VALUES = 4_096;
const MOST_OBJECTS = 64;
const MOST_LEVELS = 8;
/** The most bytes that a value takes beside the text of a string. */
const MOST_BYTES = 9;
const SHORTEST_NATIVE = 24;
/** More bytes are moved: see moved-copies.ts. */
const MOST_OWN_BYTES = 2 ** 16;

const hasWide = /[^\0-\xff]/;

/** Writes messages of plain values into memory. */
export class PlainWriter {
  private readonly bytes: Uint8Array;
  private readonly buffer: Buffer;
  private readonly view: DataView;
  private at = 0;
  private limit = 0;
  private failure = 0;
  private left = 0;
  private readonly seen: object[] = [];
  private isWriting = false;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.buffer = Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /**
   * Writes a message at `start`, and returns where it ends, or {@link NO_ROOM} before `limit`, or another negative number if it is
   * not plain: it is not written then. What a getter throws is thrown.
   */
  write(message: readonly unknown[], start: number, limit: number): number {
    // A getter sends a message while another is written.
    if (this.isWriting) return NOT_PLAIN;
    this.isWriting = true;
    this.at = start;
    this.limit = limit;
    this.failure = 0;
    try {
      for (let i = 0; i < message.length; i++) {
        this.left = MOST_VALUES;
        this.seen.length = 0;
        if (!this.writeValue(message[i], MOST_LEVELS)) return this.failure;
      }
      return this.at;
    } finally {
      this.isWriting = false;
    }
  }

  private writeValue(value: unknown, levels: number): boolean {
    if (this.at + MOST_BYTES > this.limit) return this.fail(NO_ROOM);
    if (this.left-- <= 0) return this.fail(NOT_PLAIN);
    switch (typeof value) {
      case "number":
        this.writeNumber(value);
        return true;
      case "string":
        return this.writeString(value);
      case "boolean":
        this.bytes[this.at++] = value ? tag.TRUE : tag.FALSE;
        return true;
      case "undefined":
        this.bytes[this.at++] = tag.UNDEFINED;
        return true;
      case "object":
        if (value === null) {
          this.bytes[this.at++] = tag.NULL;
          return true;
        }
        return this.writeObject(value, levels);
      default:
        return this.fail(NOT_PLAIN);
    }
  }

  private writeNumber(value: number): void {
    const { bytes, view, at } = this;
    const whole = value | 0;
    if (whole !== value || (whole === 0 && 1 / value < 0)) {
      bytes[at] = tag.DOUBLE;
      view.setFloat64(at + 1, value, true);
      this.at = at + 9;
    } else if (whole >= 0 && whole <= tag.MOST_SMALL) {
      bytes[at] = tag.SMALL + whole;
      this.at = at + 1;
    } else {
      bytes[at] = tag.INTEGER;
      view.setInt32(at + 1, whole, true);
      this.at = at + 5;
    }
  }

  private writeString(value: string): boolean {
    const { length } = value;
    if (length > SHORTEST_NATIVE) return this.writeText(value);
    const { bytes, at } = this;
    if (at + 2 + length > this.limit) return this.fail(NO_ROOM);
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 0xff) return this.writeText(value);
      bytes[at + 2 + i] = code;
    }
    bytes[at] = tag.SHORT_TEXT;
    bytes[at + 1] = length;
    this.at = at + 2 + length;
    return true;
  }

  private writeText(value: string): boolean {
    const isWide = hasWide.test(value);
    const length = isWide ? 2 * value.length : value.length;
    if (!this.writeLength(isWide ? tag.UTF16 : tag.LATIN1, length)) return false;
    this.buffer.write(value, this.at, isWide ? "utf16le" : "latin1");
    this.at += length;
    return true;
  }

  private writeLength(kind: number, length: number): boolean {
    if (this.at + 5 + length > this.limit) return this.fail(NO_ROOM);
    this.bytes[this.at] = kind;
    this.view.setInt32(this.at + 1, length, true);
    this.at += 5;
    return true;
  }

  private writeObject(value: object, levels: number): boolean {
    const { seen } = this;
    // An object that occurs twice must arrive as one.
    if (levels === 0 || seen.length === MOST_OBJECTS || seen.includes(value)) return this.fail(NOT_PLAIN);
    seen.push(value);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype) return this.writeRecord(value as Record<string, unknown>, levels);
    if (prototype === Array.prototype) return this.writeList(value as unknown[], levels);
    if (isWholeBytes(value) && value.length <= MOST_OWN_BYTES) return this.writeBytes(value);
    return this.fail(NOT_PLAIN);
  }

  private writeRecord(value: Record<string, unknown>, levels: number): boolean {
    const keys = Object.keys(value);
    if (keys.length > 0xff) return this.fail(NOT_PLAIN);
    this.bytes[this.at++] = tag.RECORD;
    this.bytes[this.at++] = keys.length;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string;
      if (key === "__proto__") return this.fail(NOT_PLAIN);
      if (this.at + MOST_BYTES > this.limit) return this.fail(NO_ROOM);
      if (!this.writeString(key) || !this.writeValue(value[key], levels - 1)) return false;
    }
    return true;
  }

  private writeList(value: readonly unknown[], levels: number): boolean {
    const { length } = value;
    // Neither holes nor fields of its own, such as those of a RegExp's match.
    if (length > this.left || Object.keys(value).length !== length) return this.fail(NOT_PLAIN);
    if (!this.writeLength(tag.LIST, 0)) return false;
    this.view.setInt32(this.at - 4, length, true);
    for (let i = 0; i < length; i++) if (!this.writeValue(value[i], levels - 1)) return false;
    return true;
  }

  private writeBytes(value: Uint8Array): boolean {
    if (!this.writeLength(tag.BYTES, value.length)) return false;
    const start = tag.aligned(this.at);
    if (start + value.length > this.limit) return this.fail(NO_ROOM);
    this.bytes.set(value, start);
    this.at = start + value.length;
    return true;
  }

  private fail(failure: number): false {
    this.failure = failure;
    return false;
  }
}
