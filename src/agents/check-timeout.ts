/** The timeout of a blocking wait, checked. */
export function checkTimeout(timeout: number | undefined, what: string): number {
  if (timeout === undefined) return Number.POSITIVE_INFINITY;
  if (typeof timeout !== "number" || Number.isNaN(timeout))
    throw new RangeError(`Cannot ${what}: the timeout is ${String(timeout)}`);
  return timeout;
}
