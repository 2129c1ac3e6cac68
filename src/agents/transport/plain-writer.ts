import { Buffer } from "node:buffer";
import { aligned } from "../aligned.js";
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
/**
 * Of a longer text Node's decoder makes a string whose memory is fresh. Since version 14 V8 has the memory of strings at hand that it
 * makes itself, as the structured clone lets it: that takes two thirds of the time then, and twice the time before.
 */
const LONGEST_TEXT = Number.parseInt(process.versions.v8, 10) >= 14 ? 1_031_912 : Number.POSITIVE_INFINITY;
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
  /** The objects of the value that is written, the first so many places of a list that is used again and again. */
  private readonly seen: (object | null)[] = new Array<object | null>(MOST_OBJECTS).fill(null);
  private seenCount = 0;
  private isWriting = false;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.buffer = Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /**
   * Writes a message at `start`, and returns where it ends, or {@link NO_ROOM} before `limit`, or another negative number if it is
   * not plain: it is not written then. What a getter throws is thrown.
   * @param argsAt which field, if any, is the list of a call's arguments, which has neither holes nor fields of its own
   */
  write(message: readonly unknown[], start: number, limit: number, argsAt = -1): number {
    // A getter sends a message while another is written.
    if (this.isWriting) return NOT_PLAIN;
    if (start >= limit) return NO_ROOM;
    this.isWriting = true;
    this.bytes[start] = message.length <= tag.MOST_COUNTED ? message.length : tag.UNCOUNTED;
    this.at = start + 1;
    this.limit = limit;
    this.failure = 0;
    try {
      for (let i = 0; i < message.length; i++) {
        const field = message[i];
        this.left = MOST_VALUES;
        const isWritten =
          i === argsAt
            ? this.writeItems(field as unknown[], MOST_LEVELS)
            : this.writeValue(field, MOST_LEVELS);
        if (this.seenCount > 0) this.forgetSeen();
        if (!isWritten) return this.failure;
      }
      return this.at;
    } finally {
      this.isWriting = false;
      this.forgetSeen();
    }
  }

  private forgetSeen(): void {
    while (this.seenCount > 0) this.seen[--this.seenCount] = null;
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
    if (value.length > LONGEST_TEXT) return this.fail(NOT_PLAIN);
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
    // An object that occurs twice must arrive as one.
    if (levels === 0 || this.seenCount === MOST_OBJECTS || this.wasSeen(value)) return this.fail(NOT_PLAIN);
    this.seen[this.seenCount++] = value;
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype) return this.writeRecord(value as Record<string, unknown>, levels);
    if (prototype === Array.prototype) return this.writeList(value as unknown[], levels);
    if (isWholeBytes(value) && value.length <= MOST_OWN_BYTES) return this.writeBytes(value);
    return this.fail(NOT_PLAIN);
  }

  private wasSeen(value: object): boolean {
    for (let i = 0; i < this.seenCount; i++) if (this.seen[i] === value) return true;
    return false;
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
    // Neither holes nor fields of its own, such as those of a RegExp's match.
    if (value.length > this.left || Object.keys(value).length !== value.length) return this.fail(NOT_PLAIN);
    return this.writeItems(value, levels);
  }

  private writeItems(value: readonly unknown[], levels: number): boolean {
    const { length } = value;
    if (!this.writeLength(tag.LIST, 0)) return false;
    this.view.setInt32(this.at - 4, length, true);
    for (let i = 0; i < length; i++) if (!this.writeValue(value[i], levels - 1)) return false;
    return true;
  }

  private writeBytes(value: Uint8Array): boolean {
    if (!this.writeLength(tag.BYTES, value.length)) return false;
    const start = aligned(this.at);
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
