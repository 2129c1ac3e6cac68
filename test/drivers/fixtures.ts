import { exported, parentLoop, runSync, sleep } from "tsyncio";

/** What {@link report} was called with in this thread. */
export const reports: number[] = [];

export function report(value: number): void {
  reports.push(value);
}

/** Runs in another thread: calls {@link report} in its parent, and returns twice the value. */
export function reportTwice(value: number): number {
  parentLoop().callSoonThreadsafe(exported(import.meta.url, report), value);
  return 2 * value;
}

/** Runs in another thread, until it is terminated. */
export function sleepLong(): void {
  runSync(sleep(3_600_000));
}
