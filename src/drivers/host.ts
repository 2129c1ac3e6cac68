/**
 * A loop that somebody else runs (Node's, a browser's, a GUI's), as much of it as a guest needs. `post` and `postDelayed`
 * call from the host's own loop, never at once.
 */
export interface Host {
  /** Calls `fn` soon, after what the host has to do already. */
  post(fn: () => void): void;
  /** Calls `fn` after `ms` milliseconds. Returns a function that prevents it. */
  postDelayed(fn: () => void, ms: number): () => void;
  /**
   * Calls `fn` if the host runs out of things to do, so that a wait that can't end is reported rather than lost. Returns
   * a function that prevents it. Hosts that run for ever have none.
   */
  onIdle?(fn: () => void): () => void;
  /**
   * Whether something of the host's is under way that the guest may be waiting for, such as a file being read: virtual time
   * stands still meanwhile. Without it, time jumps over what the host does.
   */
  isBusy?(): boolean;
}
