/* What pools are given to do. */

export function increment(value: number): number {
  return value + 1;
}

/** How many rounds of {@link burn} take a processor of today about a millisecond. */
const ROUNDS = 600_000;

/**
 * Keeps a processor busy for about a millisecond: xorshift32. Each round needs the one before it, and all are of
 * 32-bit integers, so that it takes the same time wherever V8 inlines it; with doubles that differed by a fifth.
 */
export function burn(seed: number): number {
  let x = seed | 1;
  for (let i = 0; i < ROUNDS; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
  }
  return x;
}
