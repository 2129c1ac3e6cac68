import type { Host } from "tsyncio";
import type { Tcl } from "./tcl.js";

/** Tcl's timers hold no longer time. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Tcl's event loop, which is Tk's, as a host. While it runs, Node's own loop stands still: what other threads send has to
 * be looked for.
 */
export function tkHost(tcl: Tcl): Host {
  return {
    post: (fn) => tcl.soon(fn),
    postDelayed: (fn, ms) => tcl.after(Math.min(Math.ceil(ms), LONGEST_TIMER), fn),
    pollInterval: 10,
  };
}
