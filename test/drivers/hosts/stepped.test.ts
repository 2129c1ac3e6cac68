import { SteppedHost } from "tsyncio/testing";
import { type HostUnderTest, testHost } from "./contract.js";
import { javascriptHost } from "./javascript-host.js";

testHost("a host that is stepped by hand", () => {
  const host = new SteppedHost();
  return { ...javascriptHost(host), drive: (promise) => turn(host, promise) } satisfies HostUnderTest;
});

/** The host's own loop: a step, then all else that the thread has to do. */
async function turn<T>(host: SteppedHost, promise: Promise<T>): Promise<T> {
  let goOn = true;
  const settled = promise.finally(() => {
    goOn = false;
  });
  settled.catch(() => {});
  for (let last = performance.now(); goOn; ) {
    const now = performance.now();
    host.advance(now - last);
    last = now;
    if (host.hasPosted) host.step();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return settled;
}
