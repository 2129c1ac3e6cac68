/* The rows of docs/hermetic.md that say what fake timers in the test's own thread do. */
import assert from "node:assert/strict";
import { scrypt } from "node:crypto";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { type Clock, install } from "@sinonjs/fake-timers";

/** With these faked too, the runner of the tests would stop. */
const toNotFake = ["nextTick", "queueMicrotask"] as const;

function faked(name: string, body: (clock: Clock) => void | Promise<void>): void {
  test(name, async () => {
    const clock = install({ toNotFake: [...toNotFake] });
    try {
      await body(clock);
    } finally {
      clock.uninstall();
    }
  });
}

describe("@sinonjs/fake-timers in the thread of the test", () => {
  faked("setTimeout(b, 0) fires before setTimeout(a, 1), set before: in Node after", (clock) => {
    const log: string[] = [];
    setTimeout(() => log.push("a"), 1);
    setTimeout(() => log.push("b"), 0);
    clock.runAll();
    assert.deepEqual(log, ["b", "a"]);
  });

  faked("a timer does not find the promises of the one before done", (clock) => {
    const log: string[] = [];
    setTimeout(() => void Promise.resolve().then(() => log.push("promise")), 1);
    setTimeout(() => log.push("second"), 2);
    clock.tick(2);
    assert.deepEqual(log, ["second"]);
  });

  faked("an immediate that a timer sets takes a millisecond", (clock) => {
    let time = -1;
    setTimeout(() => {
      setImmediate(() => {
        time = Date.now();
      });
    }, 10);
    clock.runAll();
    assert.equal(time, 11);
  });

  faked("AbortSignal.timeout goes by real time", async (clock) => {
    const signal = AbortSignal.timeout(60_000);
    await clock.tickAsync(3_600_000);
    assert.equal(signal.aborted, false);
  });

  faked("time moves though I/O is under way", async (clock) => {
    const timer = new Promise<string>((resolve) => setTimeout(resolve, 10, "timer"));
    const job = promisify(scrypt)("password", "salt", 64).then(() => "job");
    const first = Promise.race([timer, job]);
    await clock.runAllAsync();
    assert.equal(await first, "timer");
    await job;
  });

  test("the globals of the thread are replaced, for all that runs in it", () => {
    const before = setTimeout;
    const clock = install({ toNotFake: [...toNotFake] });
    const isSame = setTimeout === before;
    clock.uninstall();
    assert.equal(isSame, false);
  });
});
