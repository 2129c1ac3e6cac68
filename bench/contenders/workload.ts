/** The sizes that every contender's programs share. */
export const CROWD = 1_000;
export const BATCH = 1_000;
export const DEEP = 50;

/** How many items a queue holds at most. */
export const ROOM = 100;
/** How many tasks want a lock, or a permit, at the same time. */
export const RIVALS = 10;
export const PERMITS = 2;

/** Where what was handed on ends. */
export const basket = { sum: 0 };

/** How long the sleeper of this number sleeps: 1 to 50 ms, in whole milliseconds, as Node's timers have them. */
export function napOf(index: number): number {
  return 1 + (index % 50);
}

export function noop(): void {}
