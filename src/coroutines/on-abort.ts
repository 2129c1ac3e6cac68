/** What is called when a signal aborts. */
const callbacks = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `fn`, which must not throw, when `signal` aborts. Returns a function that takes that back. However many wait for a signal,
 * it has one listener, as long as anybody waits: of more than ten Node warns, as of some that were forgotten.
 */
export function onAbort(signal: AbortSignal, fn: () => void): () => void {
  const all = callbacks.get(signal) ?? new Set();
  if (all.size === 0) {
    callbacks.set(signal, all);
    signal.addEventListener("abort", callAll);
  }
  all.add(fn);
  return () => {
    if (all.delete(fn) && all.size === 0) signal.removeEventListener("abort", callAll);
  };
}

function callAll(this: AbortSignal): void {
  this.removeEventListener("abort", callAll);
  for (const fn of callbacks.get(this) ?? []) fn();
}
