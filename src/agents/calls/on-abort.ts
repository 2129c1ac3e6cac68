/** What is called when a signal aborts. */
const callbacks = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `fn`, which must not throw, when `signal` aborts. Returns a function that takes that back. However many wait for a signal,
 * it has one listener: of more than ten Node warns, as of some that were forgotten.
 */
export function onAbort(signal: AbortSignal, fn: () => void): () => void {
  const all = callbacks.get(signal) ?? watch(signal);
  all.add(fn);
  return () => all.delete(fn);
}

function watch(signal: AbortSignal): Set<() => void> {
  const all = new Set<() => void>();
  callbacks.set(signal, all);
  signal.addEventListener("abort", () => {
    for (const fn of all) fn();
  });
  return all;
}
