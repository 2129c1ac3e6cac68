import { type Coroutine, sleep } from "tsyncio";

const SLICES = 100;

/** How far the example looks. */
export const LIMIT = 2_000_000;

/** Counts the primes below `limit`, in slices that are a few milliseconds long, and says after each how far it is, in percent. */
export function* countPrimes(limit: number, onProgress: (percent: number) => void): Coroutine<number> {
  const composite = new Uint8Array(limit);
  let count = 0;
  let next = 2;
  for (let slice = 1; slice <= SLICES; slice++) {
    for (const end = Math.ceil((limit * slice) / SLICES); next < end; next++) {
      if (composite[next] === 1) continue;
      count++;
      for (let multiple = next * next; multiple < limit; multiple += next) composite[multiple] = 1;
    }
    onProgress(slice);
    yield* sleep(15); // what a program would do here: wait for a server, or for the disk
  }
  return count;
}
