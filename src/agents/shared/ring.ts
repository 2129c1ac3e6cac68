/*
 * Items in a ring of bytes. Each is a record that lies in one piece, so that reading and writing it is one copy: a header
 * of its kind and length, and its bytes. Where a record does not fit behind the last one, a mark says that the next stands
 * at the beginning. Where the first and the last record are, is for the owner to keep.
 */

import { aligned } from "../aligned.js";

/** Where the records begin and end, and how many they are. */
export interface Extent {
  head: number;
  tail: number;
  count: number;
}

const HEADER = 8;
/** Stands in place of a kind: the next record is at the beginning. */
const WRAP = 0xffffffff;

/** How much room an item of so many bytes takes. */
export function roomFor(length: number): number {
  return HEADER + aligned(length);
}

/** Where a record of this size can begin; -1 if there is no room. */
export function placeFor({ head, tail, count }: Extent, size: number, capacity: number): number {
  if (count === 0) return size <= capacity ? 0 : -1;
  if (tail > head) {
    if (size <= capacity - tail) return tail;
    return size <= head ? 0 : -1;
  }
  return size <= head - tail ? tail : -1;
}

/** Adds a record at `place`, and returns where its bytes go. */
export function addRecord(
  bytes: Buffer,
  extent: Extent,
  place: number,
  kind: number,
  length: number,
): number {
  if (extent.count === 0) extent.head = place;
  else if (place !== extent.tail && extent.tail < bytes.length) bytes.writeUInt32LE(WRAP, extent.tail);
  bytes.writeUInt32LE(kind, place);
  bytes.writeUInt32LE(length, place + 4);
  extent.tail = place + roomFor(length);
  extent.count++;
  return place + HEADER;
}

/** Takes out the first record, and returns where it begins: see {@link kindAt}, {@link lengthAt} and {@link dataAt}. */
export function takeRecord(bytes: Buffer, extent: Extent): number {
  const { head } = extent;
  const place = head >= bytes.length || bytes.readUInt32LE(head) === WRAP ? 0 : head;
  extent.head = place + roomFor(lengthAt(bytes, place));
  extent.count--;
  return place;
}

export function kindAt(bytes: Buffer, place: number): number {
  return bytes.readUInt32LE(place);
}

export function lengthAt(bytes: Buffer, place: number): number {
  return bytes.readUInt32LE(place + 4);
}

export function dataAt(place: number): number {
  return place + HEADER;
}
