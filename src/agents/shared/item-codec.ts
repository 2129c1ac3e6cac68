import { deserialize } from "../transport/deserialize.js";
import { v8 } from "../v8.js";
import { isJson } from "./is-json.js";

/* How an item is written. */
const ANY = 0;
const ASCII = 1;
const UTF16 = 2;
const NUMBER = 3;
const BYTES = 4;
/** Added to what a text is written as: the text is the item's JSON. */
const JSON_OF = 8;

/** An item on its way into shared memory. */
export interface Encoded {
  readonly kind: number;
  /** How many bytes it takes. */
  readonly length: number;
  /** What {@link write} writes: a string, a number or bytes. */
  readonly data: string | number | Uint8Array;
}

/**
 * Turns an item into what can be written at once. Strings, numbers and bytes go as they are, small plain objects and arrays as
 * JSON, which takes a tenth of the time, and all else through V8's serializer (structured cloning).
 * @throws Error if the item, or something in it, can't be cloned
 */
export function encodeItem(item: unknown): Encoded {
  if (typeof item === "string") return encodeText(item, 0);
  if (typeof item === "number") return { kind: NUMBER, length: 8, data: item };
  if (item instanceof Uint8Array) return { kind: BYTES, length: item.byteLength, data: item };
  if (isJson(item)) return encodeText(JSON.stringify(item), JSON_OF);
  const data = v8().serialize(item);
  return { kind: ANY, length: data.byteLength, data };
}

function encodeText(data: string, flag: number): Encoded {
  const { length } = data;
  return Buffer.byteLength(data) === length
    ? { kind: ASCII | flag, length, data }
    : { kind: UTF16 | flag, length: length * 2, data };
}

/** Writes an item into `buffer` at `at`. */
export function writeItem({ kind, data }: Encoded, buffer: Buffer, at: number): void {
  const form = kind & ~JSON_OF;
  if (form === ASCII) buffer.write(data as string, at, "latin1");
  else if (form === UTF16) buffer.write(data as string, at, "utf16le");
  else if (form === NUMBER) buffer.writeDoubleLE(data as number, at);
  else buffer.set(data as Uint8Array, at);
}

/** Reads what {@link writeItem} wrote: the item itself, or bytes that {@link decodeItem} makes it of. */
export function readItem(kind: number, length: number, buffer: Buffer, at: number): unknown {
  const form = kind & ~JSON_OF;
  if (form === ASCII) return buffer.toString("latin1", at, at + length);
  if (form === UTF16) return buffer.toString("utf16le", at, at + length);
  if (form === NUMBER) return buffer.readDoubleLE(at);
  return new Uint8Array(buffer.subarray(at, at + length));
}

/** The item that {@link readItem} read. */
export function decodeItem(kind: number, read: unknown): unknown {
  if (kind === ANY) return deserialize(read as Uint8Array);
  return (kind & JSON_OF) === 0 ? read : JSON.parse(read as string);
}
