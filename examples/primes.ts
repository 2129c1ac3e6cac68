/** How many primes there are from `start` to just below `end`: work for a processor. */
export function countPrimes(start: number, end: number): number {
  let count = 0;
  for (let n = Math.max(2, start); n < end; n++) if (isPrime(n)) count++;
  return count;
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return true;
}
