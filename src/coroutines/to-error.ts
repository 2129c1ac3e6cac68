/** What was thrown, as an Error: anything can be thrown, and some things hold only errors. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error
    ? thrown
    : new Error(`A value that is no Error was thrown: ${String(thrown)}`, { cause: thrown });
}
