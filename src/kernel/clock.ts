/**
 * Where a loop gets its time. `now` is in milliseconds from an origin of the clock's own and never goes back.
 * A clock that has `jump` is virtual: a loop that has nothing ready moves it to its next timer instead of waiting.
 */
export interface Clock {
  /** The present time in milliseconds. */
  now(): number;
  /** The smallest step of `now`, in milliseconds: a timer this close to due is due. */
  readonly resolution: number;
  /** Moves a virtual clock forward to `when`. A real clock has none. */
  jump?(when: number): void;
}

/** The host's monotonic clock. */
export const monotonicClock: Clock = {
  now: () => performance.now(),
  resolution: 0.001,
};
