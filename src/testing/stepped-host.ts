import type { Host } from "../drivers/host.js";
import type { Clock } from "../kernel/clock.js";

interface Delayed {
  readonly fn: () => void;
  readonly due: number;
}

/**
 * A host whose loop the test turns by hand, with a clock of its own: nothing happens between two calls of `step`. For code
 * that runs a loop as a guest, such as in a GUI or a game's frame.
 *
 * @example
 * const host = new SteppedHost();
 * const loop = newEventLoop({ clock: host.clock });
 * const done = loop.run(sleep(100, "slept"), { host });
 * host.drain(); // the loop's first turn: it now waits
 * assert.deepEqual(host.delays, [100]);
 * host.advance(100);
 * host.drain();
 * assert.equal(await done, "slept");
 * loop.close();
 */
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
  get hasPosted(): boolean {
    return this.posted.length > 0;
  }

  /** The delays that the host was asked for and that are not over, in milliseconds, shortest first. */
  get delays(): number[] {
    return [...this.delayed].map(({ due }) => due - this.time).sort((a, b) => a - b);
  }

  /** How many wait to hear that the host has nothing to do. */
  get idleListeners(): number {
    return this.idle.size;
  }

  /**
   * Makes the oldest call that was posted.
   * @throws RangeError if nothing was posted.
   */
  step(): void {
    const fn = this.posted.shift();
    if (fn === undefined) throw new RangeError("Cannot step: nothing was posted to the host");
    fn();
  }

  /** Makes posted calls until there are none, and returns how many that were. */
  drain(): number {
    let count = 0;
    for (; this.hasPosted; count++) this.step();
    return count;
  }

  /** Lets `ms` milliseconds pass, and makes the delayed calls that are due then, in the order of their times. */
  advance(ms: number): void {
    if (typeof ms !== "number" || !(ms >= 0))
      throw new RangeError(`Cannot advance by ${String(ms)} ms: a number of 0 or more is expected`);
    this.time += ms;
    for (const entry of [...this.delayed].sort((a, b) => a.due - b.due)) {
      if (entry.due > this.time || !this.delayed.delete(entry)) continue;
      entry.fn();
    }
  }

  /** Says that the host has run out of things to do: a guest that still waits fails with a DeadlockError. */
  goIdle(): void {
    for (const fn of [...this.idle]) {
      this.idle.delete(fn);
      fn();
    }
  }
}
