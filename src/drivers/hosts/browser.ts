import type { Host } from "../host.js";
import { LONGEST_TIMEOUT } from "../longest-timeout.js";

/** What a port of a browser's MessageChannel has. */
interface Port {
  onmessage: (() => void) | null;
  postMessage(message: null): void;
}

const posted: (() => void)[] = [];
let bell: Port | undefined;

/** One message, one call: between two messages the browser handles input, timers and frames. */
function callNext(): void {
  posted.shift()?.();
}

function openChannel(): Port {
  const { port1, port2 } = new MessageChannel() as unknown as { port1: Port; port2: Port };
  port1.onmessage = callNext;
  return port2;
}

/**
 * A browser's event loop as a host, in a page or a worker. A loop that runs there has no need to name it: it is the default.
 * In a page that is hidden, browsers let timers fire once a second or less.
 *
 * Turns are messages of a `MessageChannel`, which no browser delays (a `setTimeout` of 0 takes 4 ms when nested). Each
 * timer posts its call rather than make it, so that its successor counts as not nested either.
 */
export const browserHost: Host = {
  post(fn) {
    bell ??= openChannel();
    posted.push(fn);
    bell.postMessage(null);
  },

  postDelayed(fn, ms) {
    let isPrevented = false;
    const call = () => {
      if (!isPrevented) fn();
    };
    const timer = setTimeout(() => browserHost.post(call), Math.min(Math.ceil(ms), LONGEST_TIMEOUT));
    return () => {
      isPrevented = true;
      clearTimeout(timer);
    };
  },
};
