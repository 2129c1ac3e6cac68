/**
 * Random numbers that a seed determines, the same on every platform: mulberry32. Not for secrets.
 *
 * @example
 * const random = new SeededRandom(42);
 * const first = random.next();
 * assert.equal(new SeededRandom(42).next(), first);
 */
export class SeededRandom {
  /** The seed: what a test that fails should tell. */
  readonly seed: number;
  private state: number;

  /** @param seed any integer; its lower 32 bits count */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed))
      throw new RangeError(`Cannot seed a SeededRandom with ${String(seed)}: an integer is expected`);
    this.seed = seed;
    this.state = seed >>> 0;
  }

  /** A number from 0 on, less than 1. */
  next(): number {
    return this.bits() / 2 ** 32;
  }

  /**
   * An integer from 0 on, less than `limit`.
   * @throws RangeError if `limit` is no integer from 1 to 2³².
   */
  below(limit: number): number {
    if (!Number.isInteger(limit) || limit < 1 || limit > 2 ** 32)
      throw new RangeError(`Cannot draw an integer below ${String(limit)}: the limit must be from 1 to 2³²`);
    return Math.floor(this.next() * limit);
  }

  /**
   * One of `items`.
   * @throws RangeError if there are none.
   */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError("Cannot pick one of no items");
    return items[this.below(items.length)] as T;
  }

  /** The items in another order; what is given is left as it is. */
  shuffle<T>(items: Iterable<T>): T[] {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
    }
    return shuffled;
  }

  private bits(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let bits = this.state;
    bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return (bits ^ (bits >>> 14)) >>> 0;
  }
}
