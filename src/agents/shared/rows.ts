import type { SharedMemory } from "./shared-memory.js";

/** How many threads can wait for the same thing at a time. */
const MOST = 128;

const NEXT_TICKET = 0;
/** How many rows were ever used: those behind need not be looked at. */
const USED = 1;
const FIRST_ROW = 2;

/** In a row: the identity of the thread that has it, and its ticket, 0 while it does not wait. */
const THREAD = 0;
const TICKET = 1;
const ROW = 2;

/**
 * The threads that wait for something, in its shared memory. Each has a row of its own, to which it alone writes, so that a
 * thread may end at any moment: its row then counts no more, and goes to the next that needs one.
 */
export class Rows {
  /** How many words they take. */
  static readonly words = FIRST_ROW + MOST * ROW;
  private readonly memory: SharedMemory;
  private readonly words: Int32Array;
  private readonly start: number;
  /** This thread's row; -1 as long as it has none. */
  private own = -1;

  constructor(memory: SharedMemory, start: number) {
    this.memory = memory;
    this.words = memory.words;
    this.start = start;
  }

  /** The next number of a queue. It is never 0. */
  takeTicket(): number {
    const ticket = Atomics.add(this.words, this.start + NEXT_TICKET, 1) + 1;
    return ticket | 0 || this.takeTicket();
  }

  /**
   * Sets the ticket with which this thread waits; 0 if it does not. Returns whether it was another.
   * @throws RangeError if too many other threads wait.
   */
  setTicket(ticket: number): boolean {
    if (this.own < 0) {
      if (ticket === 0) return false;
      this.own = this.claim();
    }
    const at = this.own + TICKET;
    if (Atomics.load(this.words, at) === ticket) return false;
    Atomics.store(this.words, at, ticket);
    return true;
  }

  /** The thread that waits with the lowest ticket; 0 if none waits. */
  first(): number {
    const { words, start } = this;
    const end = this.end();
    let first = 0;
    let lowest = 0;
    for (let row = start + FIRST_ROW; row < end; row += ROW) {
      const ticket = Atomics.load(words, row + TICKET);
      if (ticket === 0) continue;
      // Tickets wrap around.
      if (first !== 0 && ((ticket - lowest) | 0) > 0) continue;
      const thread = Atomics.load(words, row + THREAD);
      if (!this.memory.isLive(thread)) continue;
      first = thread;
      lowest = ticket;
    }
    return first;
  }

  /** Calls `fn` with each thread that waits and lives. */
  forEach(fn: (thread: number) => void): void {
    const end = this.end();
    for (let row = this.start + FIRST_ROW; row < end; row += ROW) {
      if (Atomics.load(this.words, row + TICKET) === 0) continue;
      const thread = Atomics.load(this.words, row + THREAD);
      if (this.memory.isLive(thread)) fn(thread);
    }
  }

  /** How many threads wait. */
  get size(): number {
    let size = 0;
    this.forEach(() => {
      size++;
    });
    return size;
  }

  /** Whether a thread has ended that waited with this ticket. */
  hasDead(ticket: number): boolean {
    const end = this.end();
    for (let row = this.start + FIRST_ROW; row < end; row += ROW) {
      if (Atomics.load(this.words, row + TICKET) !== ticket) continue;
      if (!this.memory.isLive(Atomics.load(this.words, row + THREAD))) return true;
    }
    return false;
  }

  private end(): number {
    return this.start + FIRST_ROW + Atomics.load(this.words, this.start + USED) * ROW;
  }

  private claim(): number {
    const { words, start, memory } = this;
    for (let index = 0; index < MOST; index++) {
      const row = start + FIRST_ROW + index * ROW;
      const thread = Atomics.load(words, row + THREAD);
      if (thread !== 0 && memory.isLive(thread)) continue;
      if (Atomics.compareExchange(words, row + THREAD, thread, memory.me) !== thread) continue;
      Atomics.store(words, row + TICKET, 0);
      for (let used = Atomics.load(words, start + USED); used <= index; ) {
        used = Atomics.compareExchange(words, start + USED, used, index + 1);
      }
      // Somebody may just have rung this thread for the one that had the row before.
      const first = this.first();
      if (first !== 0) memory.ring(first);
      return row;
    }
    throw new RangeError(`Cannot wait for a ${memory.kind}: ${MOST} threads wait for it, which is the most`);
  }
}
