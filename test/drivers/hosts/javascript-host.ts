import type { Host } from "tsyncio";
import { fromOtherThread } from "../../support/other-thread.js";
import type { HostUnderTest, OwnWork } from "./contract.js";

/** A host whose loop is the JavaScript engine's: it runs by itself, and its own work are timers. */
export function javascriptHost(host: Host): HostUnderTest {
  return { host, drive: (promise) => promise, startOwnWork, fromOtherThread };
}

function startOwnWork(): OwnWork {
  const own = {
    count: 0,
    stop() {
      clearInterval(timer);
    },
  };
  const timer = setInterval(() => own.count++, 1);
  return own;
}
