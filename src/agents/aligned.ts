/** The next multiple of eight: bytes of shared memory that do not begin at one are copied one by one. */
export function aligned(bytes: number): number {
  return (bytes + 7) & ~7;
}
