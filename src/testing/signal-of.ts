/** The signal of a runner's test context, by which it says that the test has taken too long. */
export function signalOf(context: unknown): AbortSignal | undefined {
  const signal = (context as { readonly signal?: unknown } | null | undefined)?.signal;
  const isSignal = typeof signal === "object" && signal !== null && "aborted" in signal && "reason" in signal;
  return isSignal ? (signal as AbortSignal) : undefined;
}
