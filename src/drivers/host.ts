/**
 * A loop that somebody else runs (Node's, a browser's, a GUI's), as much of it as a guest needs. A guest asks for one call
 * at a time: it posts its next turn when a turn ends, or waits for its next timer.
 *
 * What a host owes its guests: it never calls at once, only from its own loop; it calls what was posted in that order, once
 * each; it does its own work between two calls, however often it is asked; and it goes on if a call throws.
 *
 * @example
 * const queue: (() => void)[] = [];
 * const host: Host = {
 *   post: (fn) => queue.push(fn),
 *   postDelayed(fn, ms) {
 *     const timer = setTimeout(fn, ms);
 *     return () => clearTimeout(timer);
 *   },
 * };
 * const loop = newEventLoop();
 * const done = loop.run(function* () { return "done"; }, { host });
 * for (let fn = queue.shift(); fn !== undefined; fn = queue.shift()) fn(); // the host's own loop
 * assert.equal(await done, "done");
 * loop.close();
 */
export interface Host {
  /** Calls `fn` soon, after what the host has to do already. */
  post(fn: () => void): void;
  /**
   * Calls `fn` after `ms` milliseconds, be it a little late; a guest that is called early asks again. Returns a function that
   * prevents it, and does nothing afterwards.
   */
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
  /** About how long a turn of a guest may take, in milliseconds; 2 by default. It is read as a turn begins. */
  readonly turn?: number;
  /**
   * For a host that keeps the JavaScript engine's own loop from running, as a GUI's main loop does: how often a guest looks
   * for what other threads sent, in milliseconds. It looks only while there is a thread that could send something. By
   * default messages come by themselves.
   */
  readonly pollInterval?: number;
}
