/* The task of the windows and pages: it computes in short slices, and waits in between. */
import { type Coroutine, sleep } from "tsyncio";

/** How far it looks. */
export const LIMIT = 2_000_000;

const SLICES = 1000;

/** Counts the primes below `limit`, in slices of less than a millisecond, and says how far it is, in percent. */
export function* findPrimes(limit: number, onProgress: (percent: number) => void): Coroutine<number> {
  const small = sieve(2, Math.ceil(Math.sqrt(limit)) + 1, []);
  let count = 0;
  for (let slice = 0; slice < SLICES; slice++) {
    const start = Math.max(2, Math.floor((limit * slice) / SLICES));
    count += sieve(start, Math.floor((limit * (slice + 1)) / SLICES), small).length;
    if ((slice + 1) % (SLICES / 100) === 0) {
      onProgress((100 * (slice + 1)) / SLICES);
      yield* sleep(15); // what a program would do here: wait for a server, or for the disk
    } else {
      yield* sleep(0);
    }
  }
  return count;
}

/** The primes from `start` to just below `end`, of which `known` has all that divide them; with none, it finds those. */
function sieve(start: number, end: number, known: readonly number[]): number[] {
  const composite = new Uint8Array(Math.max(0, end - start));
  const primes: number[] = [];
  const cross = (prime: number) => {
    const first = Math.max(prime * prime, Math.ceil(start / prime) * prime);
    for (let multiple = first; multiple < end; multiple += prime) composite[multiple - start] = 1;
  };
  known.forEach(cross);
  for (let n = start; n < end; n++) {
    if (composite[n - start] === 1) continue;
    primes.push(n);
    if (known.length === 0) cross(n);
  }
  return primes;
}
