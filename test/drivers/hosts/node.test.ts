import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { newEventLoop, nodeHost, sleep } from "tsyncio";
import { runProgram } from "../program.js";
import { testHost } from "./contract.js";
import { javascriptHost } from "./javascript-host.js";

testHost("nodeHost", () => javascriptHost(nodeHost));

describe("nodeHost", () => {
  test("post: calls from the host's loop, never at once, in order", async () => {
    const calls: string[] = [];
    await new Promise<void>((resolve) => {
      nodeHost.post(() => calls.push("first"));
      nodeHost.post(() => {
        calls.push("second");
        resolve();
      });
      calls.push("now");
    });
    assert.deepEqual(calls, ["now", "first", "second"]);
  });

  test("postDelayed: calls later; the function it returns prevents that", async () => {
    const calls: string[] = [];
    await new Promise<void>((resolve) => {
      const prevent = nodeHost.postDelayed(() => calls.push("prevented"), 0);
      nodeHost.postDelayed(() => {
        calls.push("delayed");
        resolve();
      }, 2);
      prevent();
      calls.push("now");
    });
    assert.deepEqual(calls, ["now", "delayed"]);
  });

  test("postDelayed: a delay that Node's timers can't hold is not cut to nothing", async () => {
    const prevent = nodeHost.postDelayed(() => assert.fail("called at once"), 2 ** 33);
    await new Promise((resolve) => setTimeout(resolve, 3));
    prevent();
  });

  test("onIdle: any number of guests share one listener of the process", () => {
    const before = process.listenerCount("beforeExit");
    const prevents = Array.from({ length: 20 }, () => nodeHost.onIdle?.(() => {}));
    assert.equal(process.listenerCount("beforeExit"), before + 1);
    for (const prevent of prevents) prevent?.();
    assert.equal(process.listenerCount("beforeExit"), before);
  });

  test("onIdle: the function it returns takes the listener back", () => {
    const before = process.listenerCount("beforeExit");
    const prevent = nodeHost.onIdle?.(() => {});
    assert.equal(process.listenerCount("beforeExit"), before + 1);
    prevent?.();
    assert.equal(process.listenerCount("beforeExit"), before);
  });

  test("run: is the default host, and can be named", async () => {
    using loop = newEventLoop();
    assert.equal(await loop.run(sleep(1, "done"), { host: nodeHost }), "done");
    assert.equal(await loop.run(sleep(1, "done")), "done");
  });

  test("run: a finished run leaves no listener on the process", async () => {
    const before = process.listenerCount("beforeExit");
    using loop = newEventLoop();
    for (let i = 0; i < 3; i++) {
      await loop.run(async () => {
        await new Promise((resolve) => setTimeout(resolve, 1));
      });
    }
    assert.equal(process.listenerCount("beforeExit"), before);
  });
});

describe("a program with a guest of Node's loop", { concurrency: true }, () => {
  test("stays alive while the loop waits for a timer, then ends", async () => {
    const { status, stdout, stderr } = await runProgram(`
      import { run, sleep } from "tsyncio";
      console.log(await run(sleep(5, "slept")));
    `);
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: "slept\n", stderr: "" });
  });

  test("stays alive though nobody awaits the run", async () => {
    const { status, stdout } = await runProgram(`
      import { run, sleep } from "tsyncio";
      run(function* () {
        yield* sleep(5);
        console.log("ran to its end");
      });
    `);
    assert.deepEqual({ status, stdout }, { status: 0, stdout: "ran to its end\n" });
  });

  test("stays alive while a host timer is what the loop waits for", async () => {
    const { status, stdout } = await runProgram(`
      import { run, getRunningLoop } from "tsyncio";
      console.log(await run(function* () {
        const future = getRunningLoop().createFuture();
        setTimeout(() => future.setResult("host timer"), 5);
        return yield* future;
      }));
    `);
    assert.deepEqual({ status, stdout }, { status: 0, stdout: "host timer\n" });
  });

  test("ends although timers are left in a loop whose run is over, closed or not", async () => {
    const { status, stdout } = await runProgram(`
      import { newEventLoop, sleep } from "tsyncio";
      const loop = newEventLoop();
      loop.callLater(3_600_000, () => {});
      await loop.run(sleep(1));
      console.log("end");
    `);
    assert.deepEqual({ status, stdout }, { status: 0, stdout: "end\n" });
  });

  test("ends with DeadlockError, not silently, if nothing can wake the loop", async () => {
    const { status, stderr } = await runProgram(`
      import { run, getRunningLoop } from "tsyncio";
      await run(function* main() { yield* getRunningLoop().createFuture(); });
    `);
    assert.equal(status, 1);
    assert.match(stderr, /DeadlockError: Deadlock/);
    assert.match(stderr, /<Task pending name='Task-1'> waits for <Future pending>/);
    assert.match(stderr, /ERR_DEADLOCK/);
  });

  test("ends with DeadlockError if a host promise that never settles is waited for", async () => {
    const { status, stderr } = await runProgram(`
      import { run } from "tsyncio";
      await run(() => new Promise(() => {}));
    `);
    assert.equal(status, 1);
    assert.match(stderr, /DeadlockError: Deadlock/);
  });

  test("ends with DeadlockError if only a host timer without a reference is left", async () => {
    const { status, stderr } = await runProgram(`
      import { run, getRunningLoop } from "tsyncio";
      await run(function* () {
        const future = getRunningLoop().createFuture();
        setTimeout(() => future.setResult(), 3_600_000).unref();
        yield* future;
      });
    `);
    assert.equal(status, 1);
    assert.match(stderr, /DeadlockError/);
  });

  test("can catch DeadlockError and go on", async () => {
    const { status, stdout } = await runProgram(`
      import { run, getRunningLoop, sleep } from "tsyncio";
      try {
        await run(function* () { yield* getRunningLoop().createFuture(); });
      } catch (error) {
        console.log(error.code);
      }
      console.log(await run(sleep(1, "went on")));
    `);
    assert.deepEqual({ status, stdout }, { status: 0, stdout: "ERR_DEADLOCK\nwent on\n" });
  });

  test("lets each of two deadlocked guests reject", async () => {
    const { status, stdout } = await runProgram(`
      import { newEventLoop } from "tsyncio";
      const loops = [newEventLoop(), newEventLoop()];
      const ends = await Promise.allSettled(loops.map((loop) => loop.run(loop.createFuture())));
      console.log(ends.map(({ reason }) => reason?.code).join(" "));
    `);
    assert.deepEqual({ status, stdout }, { status: 0, stdout: "ERR_DEADLOCK ERR_DEADLOCK\n" });
  });

  test("ends with status 1 and the error if main throws and nobody catches it", async () => {
    const { status, stderr } = await runProgram(`
      import { run } from "tsyncio";
      await run(function* () { throw new TypeError("main failed"); });
    `);
    assert.equal(status, 1);
    assert.match(stderr, /TypeError: main failed/);
  });
});
