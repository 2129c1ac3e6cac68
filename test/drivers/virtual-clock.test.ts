import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Clock, type Coroutine, newEventLoop, sleep, VirtualClock } from "tsyncio";
import { ways } from "./ways.js";

describe("VirtualClock", () => {
  test("now: starts at 0, or at the given start, and stands still", () => {
    assert.equal(new VirtualClock().now(), 0);
    const clock = new VirtualClock({ start: 1_000 });
    assert.equal(clock.now(), 1_000);
    assert.equal(clock.now(), 1_000);
    assert.equal(new VirtualClock({ start: -5 }).now(), -5);
  });

  test("jump: goes forward, never back", () => {
    const clock = new VirtualClock({ start: 10 });
    clock.jump(30);
    assert.equal(clock.now(), 30);
    clock.jump(20);
    assert.equal(clock.now(), 30);
  });

  test("constructor: refuses a start that is no finite number", () => {
    for (const start of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      assert.throws(() => new VirtualClock({ start }), {
        name: "RangeError",
        message: `Cannot start a VirtualClock at ${start}: a finite number of milliseconds is expected`,
      });
    }
    assert.throws(
      () => new VirtualClock({ start: "5" as unknown as number }),
      /Cannot start a VirtualClock at 5/,
    );
  });
});

for (const { name, run } of ways) {
  describe(`a loop in virtual time, ${name}`, () => {
    test("run: an hour of sleeps passes at once, and the loop's time shows it", async () => {
      using loop = newEventLoop({ clock: new VirtualClock() });
      await run(loop, function* () {
        for (let i = 0; i < 60; i++) yield* sleep(60_000);
      });
      assert.equal(loop.time(), 3_600_000);
    });

    test("run: time stands still while anything is ready", async () => {
      using loop = newEventLoop({ clock: new VirtualClock() });
      const times: number[] = [];
      loop.callLater(1, () => times.push(-1));
      await run(loop, function* () {
        for (let i = 0; i < 100; i++) {
          yield* sleep(0);
          times.push(loop.time());
        }
      });
      assert.deepEqual(times, new Array(100).fill(0));
    });

    test("run: timers fire at their exact time, equal ones in the order they were set", async () => {
      using loop = newEventLoop({ clock: new VirtualClock() });
      const calls: [string, number][] = [];
      const note = (what: string) => calls.push([what, loop.time()]);
      loop.callLater(30, note, "c");
      loop.callLater(10.5, note, "a");
      loop.callAt(30, note, "d");
      loop.callLater(20, note, "b");
      await run(loop, sleep(31));
      assert.deepEqual(calls, [
        ["a", 10.5],
        ["b", 20],
        ["c", 30],
        ["d", 30],
      ]);
    });

    test("run: tasks sleep side by side, not one after the other", async () => {
      using loop = newEventLoop({ clock: new VirtualClock() });
      const order: number[] = [];
      function* sleeper(ms: number): Coroutine<void> {
        yield* sleep(ms);
        order.push(ms);
      }
      await run(loop, function* () {
        const tasks = [30, 10, 20].map((ms) => loop.createTask(sleeper(ms)));
        for (const task of tasks) yield* task;
      });
      assert.deepEqual(order, [10, 20, 30]);
      assert.equal(loop.time(), 30);
    });

    test("callAt: a time that has passed is due at once, and time does not go back", async () => {
      using loop = newEventLoop({ clock: new VirtualClock({ start: 100 }) });
      const main = loop.createFuture<number>();
      loop.callAt(50, () => main.setResult(loop.time()));
      assert.equal(await run(loop, main), 100);
    });

    test("run: a cancelled timer does not move time", async () => {
      using loop = newEventLoop({ clock: new VirtualClock() });
      const timer = loop.callLater(5, () => assert.fail("was cancelled"));
      await run(loop, function* () {
        timer.cancel();
        yield* sleep(10);
      });
      assert.equal(loop.time(), 10);
    });

    test("run: time goes on where the run before ended", async () => {
      using loop = newEventLoop({ clock: new VirtualClock() });
      await run(loop, sleep(5));
      await run(loop, sleep(7));
      assert.equal(loop.time(), 12);
    });

    test("newEventLoop: any Clock will do, and one with jump is virtual", async () => {
      let now = 0;
      const clock: Clock = {
        now: () => now,
        resolution: 1,
        jump: (when) => {
          now = when;
        },
      };
      using loop = newEventLoop({ clock });
      assert.equal(await run(loop, sleep(1234, "slept")), "slept");
      assert.equal(now, 1234);
    });

    test("Clock.resolution: a timer this close to due is due", async () => {
      using loop = newEventLoop({ clock: { now: () => 0, resolution: 5 } });
      assert.equal(await run(loop, sleep(4, "due")), "due");
    });
  });
}

describe("a guest in virtual time", () => {
  test("run: a native async function that was woken goes on before time jumps", async () => {
    using loop = newEventLoop({ clock: new VirtualClock() });
    const calls: [string, number][] = [];
    loop.callLater(11, () => calls.push(["later", loop.time()]));
    await loop.run(async () => {
      await sleep(10);
      calls.push(["woken", loop.time()]);
      await Promise.resolve();
      await sleep(0);
      calls.push(["again", loop.time()]);
      await sleep(5);
      calls.push(["end", loop.time()]);
    });
    assert.deepEqual(calls, [
      ["woken", 10],
      ["again", 10],
      ["later", 11],
      ["end", 15],
    ]);
  });

  test("run: two native async functions keep their order in virtual time", async () => {
    const trace = async () => {
      using loop = newEventLoop({ clock: new VirtualClock() });
      const calls: string[] = [];
      const work = async (name: string, ms: number) => {
        for (let i = 0; i < 3; i++) {
          await sleep(ms);
          calls.push(`${name} ${loop.time()}`);
        }
      };
      await loop.run(async () => {
        await Promise.all([work("a", 10), work("b", 15)]);
      });
      return calls;
    };
    const first = await trace();
    assert.deepEqual(first, ["a 10", "b 15", "a 20", "b 30", "a 30", "b 45"]);
    assert.deepEqual(await trace(), first);
  });
});
