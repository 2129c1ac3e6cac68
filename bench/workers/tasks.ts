/* What pools are given to do. */

export function increment(value: number): number {
  return value + 1;
}

/** How many rounds of {@link burn} take a processor of today about a millisecond. */
const ROUNDS = 80_000;

/** Keeps a processor busy for about a millisecond. */
export function burn(seed: number): number {
  let sum = seed;
  for (let i = 0; i < ROUNDS; i++) sum = (sum + i * i) % 1_000_003;
  return sum;
}
