import { aligned } from "../aligned.js";
import {
  HEAD,
  isBefore,
  type Lane,
  MASK,
  NOWHERE,
  nextStart,
  PORTED,
  RECORD_HEADER,
  RESTART,
  TAIL,
  WRAP,
} from "./lane-memory.js";
import { PlainReader } from "./plain-reader.js";

/** The end of a lane at which messages come out. See lane-memory.ts. */
export class LaneReader {
  private readonly lane: Lane;
  private readonly reader: PlainReader;
  private head = 0;

  constructor(lane: Lane) {
    this.lane = lane;
    this.reader = new PlainReader(lane.bytes);
  }

  /** Whether there is nothing to read. */
  get isEmpty(): boolean {
    return Atomics.load(this.lane.words, TAIL) === this.head;
  }

  /** Where the next message that is added will begin. */
  get tail(): number {
    return Atomics.load(this.lane.words, TAIL);
  }

  /** Whether the first message begins before `tail`. */
  isBefore(tail: number): boolean {
    return isBefore(this.head, tail);
  }

  /** How many messages the port was given, counted modulo 2^32. */
  get ported(): number {
    return Atomics.load(this.lane.words, PORTED);
  }

  /** How many messages the port was given before the first one here, which there must be. */
  get portedBefore(): number {
    const { headers, words } = this.lane;
    if (Atomics.load(words, RESTART) === this.head) {
      words[RESTART] = NOWHERE;
      this.head = nextStart(this.head);
    } else if (headers[(this.head & MASK) >> 2] === WRAP) {
      this.head = nextStart(this.head);
    }
    return headers[((this.head & MASK) >> 2) + 1] as number;
  }

  /** Takes out the first message, of which {@link LaneReader.portedBefore} was asked. */
  take(): unknown[] {
    const { headers, words } = this.lane;
    const at = this.head & MASK;
    const end = at + RECORD_HEADER + (headers[at >> 2] as number);
    const message = this.reader.read(at + RECORD_HEADER, end);
    this.head = (this.head + aligned(end - at)) | 0;
    Atomics.store(words, HEAD, this.head);
    return message;
  }

  /** A message was taken in, and nobody refers to its list any more. */
  giveBack(message: unknown[]): void {
    this.reader.giveBack(message);
  }
}
