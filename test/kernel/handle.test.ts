import assert from "node:assert/strict";
import { test } from "node:test";
import { sleep } from "tsyncio";
import { collectUntil } from "../support/garbage.js";
import { onEveryWayOfWaiting, virtualLoop } from "../support/ways.js";

onEveryWayOfWaiting("Handle.cancel: prevents the call", async (way) => {
  const { loop } = way;
  const handle = loop.callSoon(() => assert.fail("ran"));
  assert.equal(handle.cancelled(), false);
  handle.cancel();
  assert.equal(handle.cancelled(), true);
  await way.run(sleep(1));
});

onEveryWayOfWaiting(
  "Handle.cancel: an earlier callback of the same iteration can prevent a later one",
  async (way) => {
    const { loop } = way;
    loop.callSoon(() => handle.cancel());
    const handle = loop.callSoon(() => assert.fail("ran"));
    await way.run(sleep(1));
  },
);

onEveryWayOfWaiting("Handle.cancel: repeated, or after the call, does nothing", async (way) => {
  const { loop } = way;
  let calls = 0;
  const handle = loop.callSoon(() => calls++);
  await way.run(sleep(1));
  handle.cancel();
  handle.cancel();
  assert.equal(handle.cancelled(), true);
  await way.run(sleep(1));
  assert.equal(calls, 1);
});

onEveryWayOfWaiting("Handle.cancel: a callback may cancel its own handle", async (way) => {
  const log: string[] = [];
  const handle = way.loop.callSoon(() => {
    handle.cancel();
    log.push("went on");
  });
  await way.run(sleep(1));
  assert.deepEqual(log, ["went on"]);
});

test("Handle.cancel: lets go of the function and its arguments", async () => {
  using loop = virtualLoop();
  const { timer, ref } = (() => {
    const big = { big: true };
    return { timer: loop.callLater(1, (_: object) => {}, big), ref: new WeakRef(big) };
  })();
  timer.cancel();
  assert.ok(await collectUntil(() => ref.deref() === undefined));
  assert.ok(timer.cancelled());
});

test("Handle.toString: names the function, or says that it is cancelled", () => {
  using loop = virtualLoop();
  const handle = loop.callSoon(function greet() {});
  assert.equal(String(handle), "<Handle greet()>");
  assert.equal(String(loop.callSoon((() => () => {})())), "<Handle anonymous()>");
  handle.cancel();
  assert.equal(String(handle), "<Handle cancelled>");
  assert.equal(String(loop.callLater(1, function tick() {})), "<TimerHandle tick()>");
});

onEveryWayOfWaiting("TimerHandle.when: the deadline, before and after the call", async (way) => {
  const timer = way.loop.callLater(5, () => {});
  const other = way.loop.callAt(7, () => {});
  assert.equal(timer.when(), 5);
  await way.run(sleep(20));
  assert.equal(timer.when(), 5);
  assert.equal(other.when(), 7);
});

onEveryWayOfWaiting(
  "TimerHandle.cancel: prevents the call, and nothing waits for its deadline",
  async (way) => {
    const { loop } = way;
    const timer = loop.callLater(1000, () => assert.fail("fired"));
    const early = loop.callLater(3, () => assert.fail("fired"));
    loop.callLater(1, () => timer.cancel());
    loop.callLater(2, () => early.cancel());
    const done = loop.createFuture();
    loop.callLater(10, () => done.setResult());
    await way.run(done);
    assert.equal(loop.time(), 10);
    if (way.name === "blocking") {
      assert.throws(() => loop.runForever(), { code: "ERR_DEADLOCK" });
      assert.equal(loop.time(), 10);
    }
  },
);

onEveryWayOfWaiting("TimerHandle.cancel: works on a timer that is due in the same iteration", async (way) => {
  const { loop } = way;
  loop.callLater(1, () => second.cancel());
  const second = loop.callLater(1, () => assert.fail("fired"));
  await way.run(sleep(2));
  assert.ok(second.cancelled());
});
