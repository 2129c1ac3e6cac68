/** Who waits for a signal's abort. */
interface Watch {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

const watches = new WeakMap<AbortSignal, Watch>();

/**
 * Calls `fn`, which must not throw, when `signal` aborts. Returns a function that takes that back. However many wait for a signal,
 * it has one listener: of more than ten Node warns, as of some that were forgotten.
 */
export function onAbort(signal: AbortSignal, fn: () => void): () => void {
  const watch = watches.get(signal) ?? newWatch(signal);
  watch.callbacks.add(fn);
  return () => {
    if (!watch.callbacks.delete(fn) || watch.callbacks.size > 0) return;
    signal.removeEventListener("abort", watch.listener);
    watches.delete(signal);
  };
}

function newWatch(signal: AbortSignal): Watch {
  const callbacks = new Set<() => void>();
  const listener = () => {
    watches.delete(signal);
    const due = [...callbacks];
    callbacks.clear();
    for (const fn of due) fn();
  };
  signal.addEventListener("abort", listener, { once: true });
  const watch = { callbacks, listener };
  watches.set(signal, watch);
  return watch;
}
