/* What threads and processes of these tests run. */
import { Event, runSync, sleep } from "tsyncio";

export function waitForEver(): void {
  runSync(sleep(10_000_000));
}

export function add(a: number, b: number): number {
  return a + b;
}

export const happened = new Event();

export function happen(): void {
  happened.set();
}
