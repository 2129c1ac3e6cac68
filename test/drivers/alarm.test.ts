import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";
import { setAlarm } from "../../src/drivers/alarm.js";

describe("setAlarm", () => {
  test("an alarm is not lost when the host's timer comes before its time, as Node's may", () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    let now = performance.now();
    const clock = mock.method(performance, "now", () => now);
    try {
      let calls = 0;
      setAlarm(3, () => calls++);
      // The timers of the host are ahead of the clock.
      now += 2.5;
      mock.timers.tick(3);
      assert.equal(calls, 0);
      now += 1;
      mock.timers.tick(3);
      assert.equal(calls, 1);
    } finally {
      clock.mock.restore();
      mock.timers.reset();
    }
  });

  test("an alarm that was prevented does not ring", () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      let calls = 0;
      const prevent = setAlarm(0, () => calls++);
      prevent();
      mock.timers.tick(10);
      assert.equal(calls, 0);
    } finally {
      mock.timers.reset();
    }
  });
});
