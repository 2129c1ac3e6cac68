import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  exported,
  getEventLoop,
  getRunningLoop,
  newEventLoop,
  run,
  runSync,
  setEventLoop,
  sleep,
  Thread,
} from "tsyncio";
import { currentLoopInThread, setsItsLoop } from "../agents/fixtures/loops.js";
import { runProgram } from "../drivers/program.js";
import { ways } from "../drivers/ways.js";

const loops = new URL("../agents/fixtures/loops.js", import.meta.url).href;

describe("getRunningLoop", () => {
  test("throws where no loop runs, and says what to do", () => {
    assert.throws(() => getRunningLoop(), {
      name: "RuntimeError",
      code: "ERR_NO_RUNNING_LOOP",
      message:
        "getRunningLoop(): no running event loop. Call it inside a coroutine or a callback that a loop runs, as in run(main).",
    });
  });

  for (const way of ways) {
    test(`gives the loop in whose callback or coroutine it is called, ${way.name}`, async () => {
      using loop = newEventLoop();
      loop.callSoon(() => assert.equal(getRunningLoop(), loop));
      loop.callLater(0, () => assert.equal(getRunningLoop(), loop));
      await way.run(loop, function* () {
        assert.equal(getRunningLoop(), loop);
        yield* sleep(1);
        assert.equal(getRunningLoop(), loop);
      });
      assert.throws(() => getRunningLoop(), { code: "ERR_NO_RUNNING_LOOP" });
    });
  }

  test("after an await in a native async function it is still the guest's loop", async () => {
    using loop = newEventLoop();
    await loop.run(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(getRunningLoop(), loop);
    });
  });
});

describe("getEventLoop and setEventLoop", () => {
  test("the loop that was set is the thread's, until null takes it away", () => {
    using loop = newEventLoop();
    setEventLoop(loop);
    assert.equal(getEventLoop(), loop);
    assert.equal(getEventLoop(), loop);
    setEventLoop(null);
    assert.throws(() => getEventLoop(), {
      name: "RuntimeError",
      code: "ERR_NO_CURRENT_LOOP",
      message:
        "There is no current event loop in this thread: make one with newEventLoop(), and set it with setEventLoop(loop).",
    });
  });

  test("inside a run the running loop comes first", () => {
    using current = newEventLoop();
    setEventLoop(current);
    try {
      const inside = runSync(function* () {
        assert.equal(getEventLoop(), getRunningLoop());
        return getEventLoop();
      });
      assert.notEqual(inside, current);
      assert.equal(getEventLoop(), current);
    } finally {
      setEventLoop(null);
    }
  });

  test("setEventLoop: setting a loop does not make it the running one", () => {
    using loop = newEventLoop();
    setEventLoop(loop);
    try {
      assert.throws(() => getRunningLoop(), { code: "ERR_NO_RUNNING_LOOP" });
    } finally {
      setEventLoop(null);
    }
  });

  test("setEventLoop: refuses what is no loop", () => {
    for (const [value, kind] of [
      [{}, "object"],
      ["loop", "string"],
      [undefined, "undefined"],
    ] as const) {
      assert.throws(() => setEventLoop(value as never), {
        name: "TypeError",
        message: `Cannot set the event loop: an EventLoop or null is expected, got ${kind}`,
      });
    }
  });

  test("run and runSync leave the thread's loop as it was", async () => {
    using loop = newEventLoop();
    setEventLoop(loop);
    try {
      runSync(sleep(0));
      assert.equal(getEventLoop(), loop);
      await run(sleep(0));
      assert.equal(getEventLoop(), loop);
    } finally {
      setEventLoop(null);
    }
  });

  test("the main thread has a default loop, made on first use", async () => {
    const { status, stdout, stderr } = await runProgram(`
      import { getEventLoop, sleep } from "tsyncio";
      const loop = getEventLoop();
      console.log(loop === getEventLoop(), loop.isClosed(), loop.isRunning());
      console.log(loop.runUntilComplete(sleep(1, "ran")));
    `);
    assert.deepEqual(
      { status, stdout, stderr },
      { status: 0, stdout: "true false false\nran\n", stderr: "" },
    );
  });

  test("the main thread has no default loop once null was set", async () => {
    const { status, stdout } = await runProgram(`
      import { getEventLoop, setEventLoop } from "tsyncio";
      setEventLoop(null);
      try { getEventLoop(); } catch (error) { console.log(error.code); }
    `);
    assert.deepEqual({ status, stdout }, { status: 0, stdout: "ERR_NO_CURRENT_LOOP\n" });
  });

  test("a Thread has no loop until it sets one, and inherits none", () => {
    using loop = newEventLoop();
    setEventLoop(loop);
    try {
      const seen = new Thread(exported(loops, currentLoopInThread), []).start().join();
      assert.deepEqual(seen, { running: "ERR_NO_RUNNING_LOOP", current: "ERR_NO_CURRENT_LOOP" });
    } finally {
      setEventLoop(null);
    }
  });

  test("a Thread's own loop is its current one, and not this thread's", () => {
    using loop = newEventLoop();
    setEventLoop(loop);
    try {
      assert.equal(
        new Thread(exported(loops, setsItsLoop), ["in the thread"]).start().join(),
        "in the thread",
      );
      assert.equal(getEventLoop(), loop);
    } finally {
      setEventLoop(null);
    }
  });
});
