/** The middle of some samples, and the half of them that lies around it. */
export interface Summary {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** One value a round; a round in which nothing was measured has null. */
export type Samples = readonly (number | null)[];

/** The value below which the fraction `q` of the samples lies, interpolated between neighbours. */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) {
    throw new RangeError("Cannot take a quantile of no samples");
  }
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const below = sorted[Math.floor(position)] as number;
  const above = sorted[Math.ceil(position)] as number;
  return below + (above - below) * (position - Math.floor(position));
}

/** Undefined where no round was measured. */
export function summarize(samples: Samples): Summary | undefined {
  const values = samples.filter((value) => value !== null);
  if (values.length === 0) {
    return undefined;
  }
  return { median: quantile(values, 0.5), low: quantile(values, 0.25), high: quantile(values, 0.75) };
}

/**
 * The ratio in each round that has both, summed up. What slows the whole machine for a while slows both sides of
 * a round, so this is steadier than the ratio of two medians.
 */
export function pairedRatio(numerator: Samples, denominator: Samples): Summary | undefined {
  return summarize(
    numerator.map((above, round) => {
      const below = denominator[round] ?? null;
      return above === null || below === null ? null : above / below;
    }),
  );
}

/** Half of the width of the middle half, as a fraction of the median: the "±" of the table. */
export function spread(summary: Summary): number {
  return (summary.high - summary.low) / 2 / summary.median;
}
