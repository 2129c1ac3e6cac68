/* The contract of hosts, with a browser's own; and what holds only there. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { browserHost, frameHost, newEventLoop, run, sleep } from "tsyncio";
import { testHost } from "../../drivers/hosts/contract.js";
import { javascriptHost } from "../../drivers/hosts/javascript-host.js";

testHost("browserHost", () => javascriptHost(browserHost));
if ("document" in globalThis) testHost("frameHost", () => javascriptHost(frameHost()));

if ("document" in globalThis) {
  test("runUntilComplete: on a page's main thread, which must not wait, it says what to do instead", () => {
    using loop = newEventLoop();
    assert.throws(() => loop.runUntilComplete(sleep(1)), {
      name: "RuntimeError",
      code: "ERR_CANNOT_BLOCK",
      message:
        "Cannot block this thread: the main thread of a page must not wait. Run the loop as its guest, await " +
        "loop.run(main), or block in a worker.",
    });
    assert.equal(loop.isRunning(), false);
  });
}

test("run: the default host is the browser's", async () => {
  using loop = newEventLoop();
  assert.equal(await loop.run(sleep(1, "done")), "done");
});

test("postDelayed: timers that follow one another are not slowed down to 4 ms each, as nested timeouts are", async () => {
  const start = performance.now();
  await run(function* () {
    for (let i = 0; i < 50; i++) yield* sleep(1);
  });
  const loop = performance.now() - start;
  const nested = await new Promise<number>((resolve) => {
    const begin = performance.now();
    let left = 50;
    const again = () => {
      if (left-- === 0) resolve(performance.now() - begin);
      else setTimeout(again, 1);
    };
    again();
  });
  assert.ok(loop < nested * 0.8, `${loop} ms, nested timeouts ${nested} ms`);
});
