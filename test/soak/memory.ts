import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** What this process occupied at some time. */
export interface Sample {
  /** Milliseconds after the start. */
  readonly at: number;
  /** Its heap, after garbage was collected, in bytes. */
  readonly heap: number;
  /** All of it, that of its threads included, in bytes. */
  readonly rss: number;
}

const collectGarbage = exposeGc();

function exposeGc(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}

/** What this process occupies now. */
export function sampleMemory(at: number): Sample {
  collectGarbage();
  const { heapUsed, rss } = process.memoryUsage();
  return { at, heap: heapUsed, rss };
}

/**
 * By how much a value grew, as a share: the last third of the samples beside the second one. The first is left out, in which
 * things are made that stay. Medians, so that a single moment has no say.
 */
export function growth(samples: readonly Sample[], value: (sample: Sample) => number): number {
  const third = Math.floor(samples.length / 3);
  const before = median(samples.slice(third, 2 * third).map(value));
  const after = median(samples.slice(2 * third).map(value));
  return after / before - 1;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
