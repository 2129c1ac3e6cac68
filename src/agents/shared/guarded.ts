import type { SharedMemory } from "./shared-memory.js";

/** The identity of the thread that is inside; 0 if none is. */
const INSIDE = 0;
/** Whether a thread sleeps until it may go in. */
const SLEEPS = 1;
/** How often the words were changed. Of the two copies, the one that holds has this parity. */
const CHANGES = 2;
const FIRST_COPY = 3;

/** How often a thread tries to go in before it sleeps. Who is inside needs a microsecond, but may be suspended there. */
const TRIES = 1000;
/** How long it then sleeps, in milliseconds, before it looks whether the thread inside still lives. */
const NAP = 2;

/**
 * A few words in shared memory that change together. One thread at a time goes in and writes a copy of them; a single
 * store makes that the one that holds. So a thread may end at any moment: whoever comes next finds the words as they were
 * before, or after, and takes its place. What it wrote elsewhere counts only if the words say so.
 */
export class Guarded {
  private readonly memory: SharedMemory;
  private readonly start: number;
  private readonly count: number;

  /** @param count how many words */
  constructor(memory: SharedMemory, start: number, count: number) {
    this.memory = memory;
    this.start = start;
    this.count = count;
  }

  /** How much room so many words take. */
  static words(count: number): number {
    return FIRST_COPY + 2 * count;
  }

  /** Reads one of the words without going in. */
  read(index: number): number {
    const { words } = this.memory;
    const at = this.start + CHANGES;
    for (;;) {
      const changes = Atomics.load(words, at);
      const value = Atomics.load(words, this.copy(changes) + index);
      // Else it may be what a thread inside writes.
      if (Atomics.load(words, at) === changes) return value;
    }
  }

  /** Goes in. Returns where the words can be read, and changed. Neither may anything be called inside that throws. */
  enter(): number {
    const { words } = this.memory;
    this.takeLatch();
    const changes = words[this.start + CHANGES] as number;
    const from = this.copy(changes);
    const to = this.copy(changes + 1);
    for (let i = 0; i < this.count; i++) words[to + i] = words[from + i] as number;
    return to;
  }

  /** Makes what was changed since {@link enter} hold, and goes out. */
  commit(): void {
    Atomics.add(this.memory.words, this.start + CHANGES, 1);
    this.leave();
  }

  /** Goes out, and changes nothing. */
  leave(): void {
    const { words } = this.memory;
    Atomics.store(words, this.start + INSIDE, 0);
    if (Atomics.exchange(words, this.start + SLEEPS, 0) !== 0) Atomics.notify(words, this.start + INSIDE);
  }

  private copy(changes: number): number {
    return this.start + FIRST_COPY + (changes & 1) * this.count;
  }

  private takeLatch(): void {
    const { words, me } = this.memory;
    const at = this.start + INSIDE;
    for (let tries = 1; ; tries++) {
      const inside = Atomics.compareExchange(words, at, 0, me);
      if (inside === 0) return;
      if (tries % TRIES !== 0) continue;
      if (!this.memory.isLive(inside)) {
        if (Atomics.compareExchange(words, at, inside, me) === inside) return;
        continue;
      }
      Atomics.store(words, this.start + SLEEPS, 1);
      Atomics.wait(words, at, inside, NAP);
    }
  }
}
