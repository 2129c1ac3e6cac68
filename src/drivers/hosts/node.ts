import type { Host } from "../host.js";
import { LONGEST_TIMEOUT } from "../longest-timeout.js";

/** One listener of the process serves all: Node warns of more than ten. */
const idleListeners = new Set<() => void>();

function tellIdle(): void {
  for (const listener of [...idleListeners]) listener();
}

/**
 * Node's event loop as a host. It keeps the process alive exactly while the guest has something to do.
 *
 * @example
 * const loop = newEventLoop();
 * assert.equal(await loop.run(sleep(1, "done"), { host: nodeHost }), "done");
 * loop.close();
 */
export const nodeHost: Host = {
  post(fn) {
    setImmediate(fn);
  },

  postDelayed(fn, ms) {
    const timer = setTimeout(fn, Math.min(Math.ceil(ms), LONGEST_TIMEOUT));
    return () => clearTimeout(timer);
  },

  onIdle(fn) {
    if (idleListeners.size === 0) process.on("beforeExit", tellIdle);
    idleListeners.add(fn);
    return () => {
      idleListeners.delete(fn);
      if (idleListeners.size === 0) process.off("beforeExit", tellIdle);
    };
  },
};
