import type { Clock, Host } from "tsyncio";

interface Delayed {
  readonly fn: () => void;
  readonly due: number;
}

/** A host whose loop the test turns by hand, with a clock of its own: nothing happens between two calls of `step`. */
export class SteppedHost implements Host {
  /** The host's time, for a loop to share. It moves when {@link SteppedHost.advance} is called. */
  readonly clock: Clock = { now: () => this.time, resolution: 0.001 };
  private time = 0;
  private readonly posted: (() => void)[] = [];
  private readonly delayed = new Set<Delayed>();
  private readonly idle = new Set<() => void>();

  post(fn: () => void): void {
    this.posted.push(fn);
  }

  postDelayed(fn: () => void, ms: number): () => void {
    const entry = { fn, due: this.time + ms };
    this.delayed.add(entry);
    return () => this.delayed.delete(entry);
  }

  onIdle(fn: () => void): () => void {
    this.idle.add(fn);
    return () => this.idle.delete(fn);
  }

  /** Whether the host has something to do now. */
  get isBusy(): boolean {
    return this.posted.length > 0;
  }

  /** The delays that the host was asked for and that are not over, shortest first. */
  get delays(): number[] {
    return [...this.delayed].map(({ due }) => due - this.time).sort((a, b) => a - b);
  }

  /** How many wait to hear that the host has nothing to do. */
  get idleListeners(): number {
    return this.idle.size;
  }

  /** Makes the oldest call that was posted. */
  step(): void {
    const fn = this.posted.shift();
    if (fn === undefined) throw new Error("Cannot step: nothing was posted to the host");
    fn();
  }

  /** Makes posted calls until there are none, and returns how many that were. */
  drain(): number {
    let count = 0;
    for (; this.isBusy; count++) this.step();
    return count;
  }

  /** Lets time pass, and makes the delayed calls that are due then. */
  advance(ms: number): void {
    this.time += ms;
    for (const entry of [...this.delayed].sort((a, b) => a.due - b.due)) {
      if (entry.due > this.time || !this.delayed.delete(entry)) continue;
      entry.fn();
    }
  }

  /** Says that the host has run out of things to do. */
  goIdle(): void {
    for (const fn of [...this.idle]) {
      this.idle.delete(fn);
      fn();
    }
  }
}
