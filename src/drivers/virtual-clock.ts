import type { Clock } from "../kernel/clock.js";

/**
 * A clock that stands still while anything is ready and jumps to the next timer when nothing is: an hour of sleeps
 * takes milliseconds, and the same program takes the same course each time.
 *
 * @example
 * const loop = newEventLoop({ clock: new VirtualClock() });
 * loop.runUntilComplete(sleep(3_600_000));
 * assert.equal(loop.time(), 3_600_000);
 * loop.close();
 */
export class VirtualClock implements Clock {
  readonly resolution = 0.001;
  private time: number;

  /** @param options `start`: the first time that the clock shows, in milliseconds; 0 by default */
  constructor(options: { readonly start?: number } = {}) {
    const { start = 0 } = options;
    if (typeof start !== "number" || !Number.isFinite(start)) {
      throw new RangeError(
        `Cannot start a VirtualClock at ${String(start)}: a finite number of milliseconds is expected`,
      );
    }
    this.time = start;
  }

  now(): number {
    return this.time;
  }

  /** Moves the clock forward to `when`; it never goes back. */
  jump(when: number): void {
    if (when > this.time) this.time = when;
  }

  toString(): string {
    return `<VirtualClock time=${this.time}>`;
  }
}
