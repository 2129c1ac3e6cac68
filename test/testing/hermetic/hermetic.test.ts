import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DeadlockError, TimeoutError } from "tsyncio";
import { hermetic } from "tsyncio/testing";
import { call } from "./calls.js";
import * as cases from "./cases.js";

const modules = (name: string) => new URL(`./modules/${name}.js`, import.meta.url);

describe("hermetic: time", () => {
  test("every clock shows the same virtual time", async () => {
    const { origin, ...clocks } = await call(cases.clocks, []);
    for (const [name, time] of Object.entries(clocks)) assert.equal(time, 3_600_000, name);
    assert.equal(origin, 0);
  });

  test("now: Date begins there, and performance.now at 0", async () => {
    const now = new Date("2030-01-01T00:00:00Z");
    const { date, performance, origin } = await call(cases.clocks, [], { now });
    assert.equal(date, now.getTime() + 3_600_000);
    assert.equal(performance, 3_600_000);
    assert.equal(origin, now.getTime());
  });

  test("every way to wait takes virtual time", async () => {
    assert.deepEqual(await call(cases.waysToWait, []), [
      "setTimeout",
      "node:timers",
      "node:timers/promises",
      "scheduler.wait",
      "promisify",
      "setInterval",
      "setInterval of node:timers/promises",
      "AbortSignal.timeout",
      "AbortSignal.any",
    ]);
  });

  test("AbortSignal.timeout aborts in virtual time, with the platform's error (fake-timers#521, nodejs/node#60509)", async () => {
    assert.deepEqual(await call(cases.abortedSignals, []), [
      "not yet",
      "TimeoutError 23: The operation was aborted due to timeout, at 60000",
      "AbortError by TimeoutError, at 61000",
      "AbortError by TimeoutError, at 62000",
    ]);
  });

  test("AbortSignal.timeout refuses what the platform's does", async () => {
    const refused = cases.refusedDelays();
    assert.doesNotMatch(refused.join(), /takes/);
    assert.deepEqual(await call(cases.refusedDelays, []), refused);
  });

  test("timers have Node's methods", async () => {
    assert.deepEqual(await call(cases.timerObjects, []), [true, false, true, "at 16", 18]);
  });

  test("a coroutine runs on a loop that is a guest of the thread, in its time", async () => {
    assert.equal(await call(cases.coroutine, []), 3_600_000);
  });
});

describe("hermetic: what users of fake timers ran into", () => {
  test("a chain of promises behind a timer advances whole, however long (jest#15260, jest#13435)", async () => {
    assert.deepEqual(await call(cases.chain, [1_000]), [100, 200, 300]);
  });

  test("a timer finds all microtasks, ticks and immediates of the one before done (jest#14549, jest#2157)", async () => {
    const log = await call(cases.leftovers, []);
    assert.deepEqual(log.at(0), "first");
    assert.deepEqual(log.at(-1), "second");
    assert.deepEqual(log.slice(1, -1).sort(), [
      "immediate",
      "microtask",
      "promise",
      "promise of a promise",
      "tick",
    ]);
  });

  test("setTimeout(f, 0) fires wherever it was set, after 1 ms as in Node (jest#14928)", async () => {
    assert.deepEqual(await call(cases.zeros, []), [1, 7]);
  });

  test("the order of timers, ticks, microtasks and immediates is that of real time (fake-timers#114)", async () => {
    const warn = process.emitWarning;
    process.emitWarning = () => {};
    const real = await cases.order().finally(() => {
      process.emitWarning = warn;
    });
    assert.deepEqual(await call(cases.order, []), real);
  });

  test("immediates take no time", async () => {
    assert.equal(await call(cases.immediates, []), 5);
  });

  test("a run ends when its last callback has (fake-timers#503)", async () => {
    await hermetic(modules("ends"), { now: 1_000 });
    await assert.rejects(hermetic(modules("fails-late")), {
      name: "AssertionError",
      message: /3600000 !== 0/,
    });
  });

  test("nothing of one run is seen by another, at once or later (fake-timers#524, vitest#5750)", async () => {
    const names = ["a", "b", "c"];
    const runs = await Promise.all(names.map((name) => call(cases.isolated, [name])));
    assert.deepEqual(
      runs,
      names.map((name) => ({ others: [name], time: 10 })),
    );
    assert.deepEqual(await call(cases.isolated, ["later"]), { others: ["later"], time: 10 });
  });

  test("this thread's globals are never replaced", async () => {
    const before = [
      setTimeout,
      setInterval,
      setImmediate,
      Date,
      performance.now,
      AbortSignal.timeout,
      Date.now,
    ];
    const run = call(cases.clocks, []);
    for (let turn = 0; turn < 5; turn++) {
      assert.deepEqual(
        [setTimeout, setInterval, setImmediate, Date, performance.now, AbortSignal.timeout, Date.now],
        before,
      );
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(Date.now() > 1_000_000_000_000);
    await run;
    assert.equal("marks" in globalThis, false);
  });
});

describe("hermetic: how it ends", () => {
  test("an error comes with its class, its cause, and the stack where it was thrown", async () => {
    await assert.rejects(call(cases.throwsLater, []), (error) => {
      assert.ok(error instanceof RangeError);
      assert.equal(error.message, "too late");
      assert.equal((error.cause as Error).message, "the cause");
      assert.match(error.stack ?? "", /at throwsLater .*cases.*in the hermetic run of file:.*#throwsLater/s);
      return true;
    });
  });

  test("what a timer throws, or a promise that nobody handles, ends it", async () => {
    await assert.rejects(call(cases.throwsInTimer, []), (error) => {
      assert.ok(error instanceof TypeError);
      assert.match(error.stack ?? "", /in a timer\n\s+at .*broken/);
      return true;
    });
    await assert.rejects(call(cases.rejectsUnheard, []), { name: "TypeError", message: "unheard" });
  });

  test("a wait that can never end is an error at once, which lists what is open", async () => {
    await assert.rejects(call(cases.neverSettles, []), (error) => {
      assert.ok(error instanceof DeadlockError);
      assert.match(
        error.message,
        /What waits:\n {2}'neverSettles' of file:.*cases\.js, with nothing under way$/,
      );
      return true;
    });
    await assert.rejects(call(cases.waitsForCaller, []), {
      code: "ERR_DEADLOCK",
      message: /'waitsForCaller' of .*, with nothing under way, open: TCPServerWrap$/,
    });
    await assert.rejects(hermetic(modules("never-loads")), {
      code: "ERR_DEADLOCK",
      message: /never-loads\.js, with nothing under way$/,
    });
  });

  test("a module that leaves something open fails, and what is open is listed", async () => {
    await assert.rejects(hermetic(modules("leaves-server")), {
      name: "RuntimeError",
      code: "ERR_HERMETIC_OPEN",
      message:
        /leaves-server\.js has run, but left open what would keep a program alive: TCPServerWrap\. Close it at the end\.$/,
    });
  });

  test("timeout: one that goes on for ever, or blocks its thread, is ended", async () => {
    const [endless, blocked] = await Promise.allSettled([
      call(cases.endless, [], { timeout: 200 }),
      hermetic(modules("blocks"), { timeout: 500 }),
    ]);
    assert.ok(endless.status === "rejected" && endless.reason instanceof TimeoutError);
    assert.match(
      endless.reason.message,
      /^'endless' of .* has not ended within 200 ms of real time\. Virtual time: \d+ ms; timers set: \d+/,
    );
    assert.ok(blocked.status === "rejected" && blocked.reason instanceof TimeoutError);
    assert.match(
      blocked.reason.message,
      /blocks\.js has not ended within 500 ms of real time: its thread is blocked$/,
    );
  });

  test("process.exit ends the thread only, and is an error", async () => {
    await assert.rejects(call(cases.exits, []), {
      code: "ERR_AGENT_ENDED",
      message: /#exits ended its thread before it was done: by process\.exit\(\)$/,
    });
  });

  test("a result that can't be cloned is an error that says so", async () => {
    await assert.rejects(call(cases.notCloneable, []), {
      name: "TypeError",
      message: /^The result of 'notCloneable' cannot be sent back/,
    });
  });
});

describe("hermetic: bad arguments", () => {
  test("what is neither a URL nor a target, options out of range, arguments of this thread", async () => {
    await assert.rejects(hermetic("./case.js" as never), {
      name: "TypeError",
      message: /^Cannot run \.\/case\.js as hermetic: a URL is expected .*, or a target/,
    });
    await assert.rejects(hermetic(modules("ends"), { now: new Date("never") }), {
      name: "RangeError",
      message: "Cannot run as hermetic: now is Invalid Date, not a date or a number of milliseconds",
    });
    await assert.rejects(hermetic(modules("ends"), { timeout: 0 }), {
      name: "RangeError",
      message: "Cannot run as hermetic: the timeout is 0, not a number above 0",
    });
    await assert.rejects(call(cases.isolated, [cases.coroutine() as never]), {
      name: "TypeError",
      message:
        /^Cannot send args\[0\] to a hermetic run of .*: a coroutine belongs to the thread that made it/,
    });
  });

  test("a module that is not there, or that runs itself", async () => {
    await assert.rejects(hermetic(modules("missing")), { code: "ERR_MODULE_NOT_FOUND" });
    await assert.rejects(hermetic(modules("runs-itself")), {
      code: "ERR_LOADING",
      message: /^Cannot run .*runs-itself\.js as hermetic from itself/,
    });
  });
});
