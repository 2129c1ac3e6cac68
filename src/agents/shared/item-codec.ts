import { deserialize, serialize } from "node:v8";

/* How an item is written. */
const ANY = 0;
const ASCII = 1;
const UTF16 = 2;
const NUMBER = 3;
const BYTES = 4;

/** An item on its way into shared memory. */
export interface Encoded {
  readonly kind: number;
  /** How many bytes it takes. */
  readonly length: number;
  /** What {@link write} writes: a string, a number or bytes. */
  readonly data: string | number | Uint8Array;
}

/**
 * Turns an item into what can be written at once. Strings, numbers and bytes go as they are, all else through V8's
 * serializer (structured cloning).
 * @throws Error if the item, or something in it, can't be cloned
 */
export function encodeItem(item: unknown): Encoded {
  if (typeof item === "string") {
    const { length } = item;
    return Buffer.byteLength(item) === length
      ? { kind: ASCII, length, data: item }
      : { kind: UTF16, length: length * 2, data: item };
  }
  if (typeof item === "number") return { kind: NUMBER, length: 8, data: item };
  if (item instanceof Uint8Array) return { kind: BYTES, length: item.byteLength, data: item };
  const data = serialize(item);
  return { kind: ANY, length: data.byteLength, data };
}

/** Writes an item into `buffer` at `at`. */
export function writeItem({ kind, data }: Encoded, buffer: Buffer, at: number): void {
  if (kind === ASCII) buffer.write(data as string, at, "latin1");
  else if (kind === UTF16) buffer.write(data as string, at, "utf16le");
  else if (kind === NUMBER) buffer.writeDoubleLE(data as number, at);
  else buffer.set(data as Uint8Array, at);
}

/** Reads what {@link writeItem} wrote: the item itself, or bytes that {@link decodeItem} makes it of. */
export function readItem(kind: number, length: number, buffer: Buffer, at: number): unknown {
  if (kind === ASCII) return buffer.toString("latin1", at, at + length);
  if (kind === UTF16) return buffer.toString("utf16le", at, at + length);
  if (kind === NUMBER) return buffer.readDoubleLE(at);
  return new Uint8Array(buffer.subarray(at, at + length));
}

/** The item that {@link readItem} read. */
export function decodeItem(kind: number, read: unknown): unknown {
  return kind === ANY ? deserialize(read as Uint8Array) : read;
}
