/*
 * A lane: a way from one thread to another through shared memory, beside a port. Small plain messages go by the lane, which
 * takes a fraction of a microsecond; all else goes by the port. Messages are records in a ring of bytes that one thread writes
 * and the other reads; positions count all bytes there ever were, modulo 2^32.
 *
 * The order of both ways together is kept without a word in either of them: each record says how many messages the port had
 * been given before it, and the lane counts these, so that the reader knows which comes next.
 *
 * A record's header is the length of its body and that count. Records lie in one piece, each at a multiple of eight bytes:
 * where one does not fit before the end, WRAP stands in place of a length, and it begins at the start. Where there is nothing
 * else to read, RESTART says so instead, and it may take all there is.
 */

/** The bytes of a ring: the largest string or buffer that people block on is to fit. A page takes memory once it is used. */
export const CAPACITY = 2 ** 21;
export const MASK = CAPACITY - 1;

/** What comes before the body of a record. */
export const RECORD_HEADER = 8;
/** No place at which a record can begin. */
export const NOWHERE = -1;
/** In place of a length. */
export const WRAP = -1;

/* The words of a lane, those that either side writes in cache lines of their own. */
/** Where the next record will begin. */
export const TAIL = 0;
/** How many messages the port was given. */
export const PORTED = 1;
/**
 * The place from which to go on at the start, or NOWHERE. The reader asks for it with TAIL, so it stands there. That the reader
 * clears it costs the writer this line once for a large message, or for a quarter of a MiB of small ones, which is nothing beside what these take.
 */
export const RESTART = 2;
/** Where the oldest record begins. */
export const HEAD = 16;
/** Whether the reader looks at the lane when its bell rings. */
export const LISTENING = 17;
/** Whether a wake-up is on its way by the port. */
export const POKED = 32;

const WORDS_BYTES = 256;
const LANE_BYTES = WORDS_BYTES + CAPACITY;

/** Memory for two lanes, one in each direction. */
export function newLanes(): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(2 * LANE_BYTES);
  for (const index of [0, 1] as const) new Lane(memory, index).words[RESTART] = NOWHERE;
  return memory;
}

/** The position of the start of the ring after this one. */
export function nextStart(position: number): number {
  return (position + CAPACITY - (position & MASK)) | 0;
}

/** Whether a position, or a count, comes before another. */
export function isBefore(one: number, other: number): boolean {
  return ((other - one) | 0) > 0;
}

/** The later of two. */
export function later(one: number, other: number): number {
  return isBefore(one, other) ? other : one;
}

/** One of two lanes. */
export class Lane {
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  readonly headers: Int32Array;

  constructor(memory: SharedArrayBuffer, index: 0 | 1) {
    const at = index * LANE_BYTES;
    this.words = new Int32Array(memory, at, WORDS_BYTES / 4);
    this.bytes = new Uint8Array(memory, at + WORDS_BYTES, CAPACITY);
    this.headers = new Int32Array(memory, at + WORDS_BYTES, CAPACITY / 4);
  }
}
