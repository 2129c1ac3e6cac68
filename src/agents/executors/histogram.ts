/** How long something took, over many times, in milliseconds. */
export interface Durations {
  readonly count: number;
  readonly mean: number;
  readonly max: number;
  /** Half of them took no longer than this, to within a tenth; and so on. */
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** Eight buckets for each doubling, from a microsecond on. */
const PER_OCTAVE = 8;
const SMALLEST = 0.001;
const BUCKETS = 40 * PER_OCTAVE;

/** Counts durations in buckets that grow with them. */
export class Histogram {
  private readonly buckets = new Uint32Array(BUCKETS);
  private count = 0;
  private sum = 0;
  private max = 0;

  record(ms: number): void {
    this.count++;
    this.sum += ms;
    if (ms > this.max) this.max = ms;
    const bucket = ms <= SMALLEST ? 0 : Math.ceil(Math.log2(ms / SMALLEST) * PER_OCTAVE);
    const index = Math.min(bucket, BUCKETS - 1);
    this.buckets[index] = (this.buckets[index] as number) + 1;
  }

  summary(): Durations {
    const { count, sum, max } = this;
    return Object.freeze({
      count,
      mean: count === 0 ? 0 : sum / count,
      max,
      p50: this.quantile(0.5),
      p90: this.quantile(0.9),
      p99: this.quantile(0.99),
    });
  }

  private quantile(share: number): number {
    let left = Math.ceil(this.count * share);
    if (left === 0) return 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      left -= this.buckets[bucket] as number;
      if (left <= 0) return Math.min(this.max, SMALLEST * 2 ** (bucket / PER_OCTAVE));
    }
    return this.max;
  }
}
