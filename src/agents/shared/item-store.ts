import { aligned } from "../aligned.js";
import { Guarded } from "./guarded.js";
import { type Encoded, readItem, writeItem } from "./item-codec.js";
import { addRecord, dataAt, type Extent, kindAt, lengthAt, placeFor, roomFor, takeRecord } from "./ring.js";
import type { SharedMemory } from "./shared-memory.js";

const MAX_BYTES = 0;
const MAX_SIZE = 1;
const STATE = 2;

/* The guarded words. */
const HEAD = 0;
const TAIL = 1;
const COUNT = 2;
const UNFINISHED = 3;
const IS_SHUT_DOWN = 4;
const STATE_WORDS = 5;

const BYTES = STATE + Guarded.words(STATE_WORDS);

/** An item as it was taken out. */
export interface RawItem {
  readonly kind: number;
  readonly read: unknown;
}

/** The items of a shared queue, in its shared memory. */
export class ItemStore {
  readonly maxBytes: number;
  readonly maxSize: number;
  private readonly words: Int32Array;
  private readonly state: Guarded;
  private readonly bytes: Buffer;

  constructor(memory: SharedMemory, start: number) {
    const { words } = memory;
    this.words = words;
    this.maxBytes = words[start + MAX_BYTES] as number;
    this.maxSize = words[start + MAX_SIZE] as number;
    this.state = new Guarded(memory, start + STATE, STATE_WORDS);
    this.bytes = Buffer.from(words.buffer, (start + BYTES) * 4, aligned(this.maxBytes));
  }

  /** How much room a store of so many bytes takes. */
  static words(maxBytes: number): number {
    return BYTES + aligned(maxBytes) / 4;
  }

  /** Sets the limits in new memory. */
  static prepare(memory: SharedMemory, start: number, maxBytes: number, maxSize: number): void {
    memory.words[start + MAX_BYTES] = aligned(maxBytes);
    memory.words[start + MAX_SIZE] = maxSize;
  }

  get size(): number {
    return this.state.read(COUNT);
  }

  /** How many of the items that were put are not dealt with. */
  get unfinished(): number {
    return this.state.read(UNFINISHED);
  }

  get isShutDown(): boolean {
    return this.state.read(IS_SHUT_DOWN) === 1;
  }

  /** Whether there is room for the smallest item. */
  hasRoom(): boolean {
    const count = this.size;
    if (this.maxSize > 0 && count >= this.maxSize) return false;
    const extent = { head: this.state.read(HEAD), tail: this.state.read(TAIL), count };
    return placeFor(extent, roomFor(0), this.maxBytes) >= 0;
  }

  /** Whether the item would find room if the store were empty. */
  couldHold({ length }: Encoded): boolean {
    return roomFor(length) <= this.maxBytes;
  }

  add(item: Encoded): "added" | "full" | "shut down" {
    const { words } = this;
    const at = this.state.enter();
    const extent = this.extent(at);
    const isShutDown = words[at + IS_SHUT_DOWN] === 1;
    const isFull = this.maxSize > 0 && extent.count >= this.maxSize;
    const place = isShutDown || isFull ? -1 : placeFor(extent, roomFor(item.length), this.maxBytes);
    if (place < 0) {
      this.state.leave();
      return isShutDown ? "shut down" : "full";
    }
    writeItem(item, this.bytes, addRecord(this.bytes, extent, place, item.kind, item.length));
    words[at + UNFINISHED]!++;
    this.commit(at, extent);
    return "added";
  }

  /** Takes out the first item; `null` if there is none. */
  take(): RawItem | null {
    const at = this.state.enter();
    const extent = this.extent(at);
    if (extent.count === 0) {
      this.state.leave();
      return null;
    }
    const place = takeRecord(this.bytes, extent);
    const kind = kindAt(this.bytes, place);
    const read = readItem(kind, lengthAt(this.bytes, place), this.bytes, dataAt(place));
    this.commit(at, extent);
    return { kind, read };
  }

  /** One item less is unfinished. Returns how many are; -1 if none was. */
  finishOne(): number {
    const at = this.state.enter();
    const left = (this.words[at + UNFINISHED] as number) - 1;
    if (left < 0) {
      this.state.leave();
      return -1;
    }
    this.words[at + UNFINISHED] = left;
    this.state.commit();
    return left;
  }

  /** @param drop whether to drop the items that it holds */
  shutDown(drop: boolean): void {
    const at = this.state.enter();
    const { words } = this;
    words[at + IS_SHUT_DOWN] = 1;
    if (drop) {
      words[at + UNFINISHED] = Math.max(
        0,
        (words[at + UNFINISHED] as number) - (words[at + COUNT] as number),
      );
      words[at + COUNT] = 0;
    }
    this.state.commit();
  }

  private extent(at: number): Extent {
    const { words } = this;
    return {
      head: words[at + HEAD] as number,
      tail: words[at + TAIL] as number,
      count: words[at + COUNT] as number,
    };
  }

  private commit(at: number, { head, tail, count }: Extent): void {
    const { words } = this;
    words[at + HEAD] = head;
    words[at + TAIL] = tail;
    words[at + COUNT] = count;
    this.state.commit();
  }
}
