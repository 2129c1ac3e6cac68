import { aligned } from "../aligned.js";
import {
  CAPACITY,
  HEAD,
  type Lane,
  MASK,
  nextStart,
  PORTED,
  RECORD_HEADER,
  RESTART,
  TAIL,
  WRAP,
} from "./lane-memory.js";
import { NO_ROOM, PlainWriter } from "./plain-writer.js";

/** Where there is nothing else to read, a record that would begin behind this place begins at the start: it stays in cache. */
const FAR = 2 ** 18;

/** The end of a lane at which messages go in. See lane-memory.ts. */
export class LaneWriter {
  private readonly lane: Lane;
  private readonly writer: PlainWriter;
  private tail = 0;
  private ported = 0;

  constructor(lane: Lane) {
    this.lane = lane;
    this.writer = new PlainWriter(lane.bytes);
  }

  /**
   * Adds a message, if it is made of plain values and there is room. Returns whether that was so.
   * @param argsAt which field, if any, is the list of a call's arguments
   */
  add(message: readonly unknown[], argsAt = -1): boolean {
    const used = (this.tail - Atomics.load(this.lane.words, HEAD)) | 0;
    const at = this.tail & MASK;
    if (used === 0 && at > FAR) return this.addAtStart(message, argsAt);
    const free = CAPACITY - used;
    const beforeEnd = CAPACITY - at;
    const end = this.write(message, argsAt, at, Math.min(free, beforeEnd));
    if (end >= 0) return this.commit(at, end);
    if (end !== NO_ROOM) return false;
    if (used === 0) return this.addAtStart(message, argsAt);
    return this.addAfterWrap(message, argsAt, at, free - beforeEnd);
  }

  private addAtStart(message: readonly unknown[], argsAt: number): boolean {
    const end = this.write(message, argsAt, 0, CAPACITY);
    if (end < 0) return false;
    Atomics.store(this.lane.words, RESTART, this.tail);
    this.tail = nextStart(this.tail);
    return this.commit(0, end);
  }

  private addAfterWrap(message: readonly unknown[], argsAt: number, at: number, room: number): boolean {
    const end = this.write(message, argsAt, 0, room);
    if (end < 0) return false;
    this.lane.headers[at >> 2] = WRAP;
    this.tail = nextStart(this.tail);
    return this.commit(0, end);
  }

  /** Counts a message that the port was given. */
  countPorted(): void {
    this.ported = (this.ported + 1) | 0;
    Atomics.store(this.lane.words, PORTED, this.ported);
  }

  private write(message: readonly unknown[], argsAt: number, at: number, room: number): number {
    return this.writer.write(message, at + RECORD_HEADER, at + room, argsAt);
  }

  private commit(at: number, end: number): true {
    const { headers, words } = this.lane;
    headers[at >> 2] = end - at - RECORD_HEADER;
    headers[(at >> 2) + 1] = this.ported;
    this.tail = (this.tail + aligned(end - at)) | 0;
    Atomics.store(words, TAIL, this.tail);
    return true;
  }
}
