/** Refuses a limit of time, or the time of one, that is none. */
export function checkTime(time: number | null, doing: string): void {
  if (time !== null && (typeof time !== "number" || Number.isNaN(time))) {
    throw new RangeError(`Cannot ${doing} ${String(time)}: a number of milliseconds or null is expected`);
  }
}
