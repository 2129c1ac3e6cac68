/** Keeps the thread busy for `ms` milliseconds. */
export function burn(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
