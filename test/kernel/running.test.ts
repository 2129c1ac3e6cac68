import assert from "node:assert/strict";
import { test } from "node:test";
import {
  allTasks,
  type Coroutine,
  currentTask,
  ensureFuture,
  getEventLoop,
  getRunningLoop,
  setEventLoop,
  sleep,
  wrapFuture,
} from "tsyncio";
import { onEveryWayOfWaiting, virtualLoop } from "../support/ways.js";

onEveryWayOfWaiting(
  "getRunningLoop: the loop that runs this task, callback or done callback",
  async (way) => {
    const { loop } = way;
    let calls = 0;
    const check = () => {
      assert.equal(getRunningLoop(), loop);
      calls++;
    };
    loop.callSoon(check);
    loop.callLater(1, check);
    await way.run(function* () {
      check();
      yield* sleep(2);
      check();
      const future = loop.createFuture();
      future.addDoneCallback(check);
      future.setResult();
      yield* sleep(1);
    });
    assert.equal(calls, 5);
  },
);

test("getRunningLoop and what needs it: without a running loop, an error that names the caller", () => {
  function* coro(): Coroutine<void> {}
  const calls: [RegExp, () => unknown][] = [
    [/getRunningLoop\(\)/, () => getRunningLoop()],
    [/currentTask\(\)/, () => currentTask()],
    [/allTasks\(\)/, () => allTasks()],
    [/ensureFuture\(\)/, () => ensureFuture(coro())],
    [/wrapFuture\(\)/, () => wrapFuture(Promise.resolve())],
    [/await <sleep\(5\)>/, () => sleep(5).then()],
  ];
  for (const [name, call] of calls) {
    assert.throws(call, { name: "RuntimeError", code: "ERR_NO_RUNNING_LOOP", message: name });
    assert.throws(call, { message: /no running event loop.*run\(main\)/ });
  }
});

test("getRunningLoop: between the turns of a guest, host code is in its loop", async () => {
  using loop = virtualLoop();
  const future = loop.createFuture();
  const running = loop.run(future);
  assert.equal(getRunningLoop(), loop);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(getRunningLoop(), loop);
  future.setResult();
  await running;
  assert.throws(() => getRunningLoop(), { code: "ERR_NO_RUNNING_LOOP" });
});

test("getRunningLoop: between the turns of two guests, host code belongs to none", async () => {
  using a = virtualLoop();
  using b = virtualLoop();
  const inA = a.createFuture();
  const inB = b.createFuture();
  const seen: unknown[] = [];
  a.callSoon(() => seen.push(getRunningLoop()));
  b.callSoon(() => seen.push(getRunningLoop()));
  const running = [a.run(inA), b.run(inB)];
  assert.throws(() => getRunningLoop(), {
    code: "ERR_NO_RUNNING_LOOP",
    message: /2 loops run as guests.*belongs to none/,
  });
  await new Promise((resolve) => setImmediate(resolve));
  inA.setResult();
  inB.setResult();
  await Promise.all(running);
  assert.deepEqual(seen, [a, b]);
});

onEveryWayOfWaiting("getEventLoop: the running loop, whichever one is set", async (way) => {
  using other = virtualLoop();
  setEventLoop(other);
  try {
    await way.run(function* () {
      assert.equal(getEventLoop(), way.loop);
      yield* sleep(1);
      assert.equal(getEventLoop(), way.loop);
    });
    assert.equal(getEventLoop(), other);
  } finally {
    setEventLoop(null);
  }
});

onEveryWayOfWaiting("run: a loop can be run again and again", async (way) => {
  for (let i = 1; i <= 3; i++) assert.equal(await way.run(sleep(1, i)), i);
  assert.equal(way.loop.time(), 3);
});

test("run: guests take turns on one thread, each in its own time", async () => {
  using a = virtualLoop();
  using b = virtualLoop();
  function* main(): Coroutine<number> {
    const loop = getRunningLoop();
    for (let i = 0; i < 5; i++) {
      yield* sleep(10);
      assert.equal(getRunningLoop(), loop);
      assert.equal(currentTask()?.getLoop(), loop);
    }
    return loop.time();
  }
  assert.deepEqual(await Promise.all([a.run(main), b.run(main)]), [50, 50]);
});

test("runUntilComplete: another loop may block between the turns of a guest", async () => {
  using a = virtualLoop();
  using b = virtualLoop();
  const future = a.createFuture();
  const running = a.run(future);
  assert.equal(b.runUntilComplete(sleep(1, "blocked")), "blocked");
  assert.equal(getRunningLoop(), a);
  future.setResult();
  await running;
});
