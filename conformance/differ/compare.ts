import { normalise } from "./normalise.js";

/** The index of the first event in which two traces differ, or -1. The first is normalised already. */
export function firstDifference(expected: readonly string[], actual: readonly string[]): number {
  const length = Math.max(expected.length, actual.length);
  for (let i = 0; i < length; i++) {
    const event = actual[i];
    if (event === undefined || expected[i] !== normalise(event)) return i;
  }
  return -1;
}
