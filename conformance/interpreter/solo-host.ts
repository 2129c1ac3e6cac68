import { type Host, nodeHost } from "tsyncio";

/** Node, but one in which nothing else goes on: a guest that waits for nothing of its own waits in vain. */
export const soloHost: Host = {
  ...nodeHost,
  onIdle(fn) {
    const idle = setImmediate(fn);
    return () => clearImmediate(idle);
  },
};
