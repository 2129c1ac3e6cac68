import assert from "node:assert/strict";
import { test } from "node:test";
import { newEventLoop, sleep } from "tsyncio";
import { SteppedHost } from "tsyncio/testing";

test("SteppedHost.step: makes the oldest call, and refuses when there is none", () => {
  const host = new SteppedHost();
  const made: number[] = [];
  host.post(() => made.push(1));
  host.post(() => made.push(2));
  host.step();
  assert.deepEqual(made, [1]);
  host.step();
  assert.equal(host.hasPosted, false);
  assert.throws(() => host.step(), {
    name: "RangeError",
    message: "Cannot step: nothing was posted to the host",
  });
});

test("SteppedHost.advance: makes the delayed calls that are due, in the order of their times, cancelled ones not", () => {
  const host = new SteppedHost();
  const made: string[] = [];
  host.postDelayed(() => made.push("later"), 20);
  host.postDelayed(() => made.push("sooner"), 10);
  const cancel = host.postDelayed(() => made.push("cancelled"), 5);
  host.postDelayed(() => made.push("not yet"), 21);
  cancel();
  assert.deepEqual(host.delays, [10, 20, 21]);
  host.advance(20);
  assert.deepEqual(made, ["sooner", "later"]);
  assert.equal(host.clock.now(), 20);
  for (const ms of [-1, Number.NaN])
    assert.throws(() => host.advance(ms), {
      name: "RangeError",
      message: `Cannot advance by ${ms} ms: a number of 0 or more is expected`,
    });
});

test("SteppedHost.goIdle: a guest that still waits fails with a DeadlockError", async () => {
  const host = new SteppedHost();
  using loop = newEventLoop({ clock: host.clock });
  const run = loop.run(loop.createFuture(), { host });
  host.drain();
  assert.equal(host.idleListeners, 1);
  host.goIdle();
  await assert.rejects(run, { code: "ERR_DEADLOCK" });
});

test("SteppedHost: a loop makes its turns when the host is stepped, and not before", async () => {
  const host = new SteppedHost();
  using loop = newEventLoop({ clock: host.clock });
  const run = loop.run(sleep(100, "slept"), { host });
  assert.equal(loop.time(), 0);
  host.drain();
  host.advance(100);
  host.drain();
  assert.equal(await run, "slept");
});
