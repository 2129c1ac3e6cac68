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
  // A busy machine makes any timer late, but no browser lets a nested timeout of 1 ms come before 4 ms have passed.
  const nested: number[] = [];
  await new Promise<void>((resolve) => {
    let last = performance.now();
    const again = () => {
      const now = performance.now();
      nested.push(now - last);
      last = now;
      if (nested.length === 50) resolve();
      else setTimeout(again, 1);
    };
    setTimeout(again, 1);
  });
  const clamped = Math.min(...nested.slice(10));
  assert.ok(clamped > 3.5, `nested timeouts come after ${clamped} ms`);

  const shortest = await run(function* () {
    for (let i = 0; i < 10; i++) yield* sleep(1);
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 1000 && least > 3; i++) {
      const start = performance.now();
      yield* sleep(1);
      least = Math.min(least, performance.now() - start);
    }
    return least;
  });
  assert.ok(shortest <= 3, `the shortest of 1,000 took ${shortest} ms`);
});
