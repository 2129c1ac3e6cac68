import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Coroutine,
  type EventLoop,
  getRunningLoop,
  newEventLoop,
  sleep,
  VirtualClock,
  wrapFuture,
} from "tsyncio";
import { burn } from "../support/burn.js";

test("step: runs what is ready, and returns Infinity when nothing is left", () => {
  using loop = newEventLoop();
  const calls: string[] = [];
  loop.callSoon(() => {
    calls.push("first");
    loop.callSoon(() => calls.push("second"));
  });
  assert.equal(loop.step(1000), Number.POSITIVE_INFINITY);
  assert.deepEqual(calls, ["first", "second"]);
});

test("step: does not wait for a timer, and returns the time that is left to it", () => {
  let now = 0;
  using loop = newEventLoop({ clock: { now: () => now, resolution: 0.001 } });
  const calls: string[] = [];
  loop.callLater(10, () => calls.push("timer"));
  assert.equal(loop.step(), 10);
  now = 7;
  assert.equal(loop.step(), 3);
  assert.deepEqual(calls, []);
  now = 10;
  assert.equal(loop.step(), Number.POSITIVE_INFINITY);
  assert.deepEqual(calls, ["timer"]);
});

test("step: what does not fit into a step is run by the next ones, in the order of a blocking run", () => {
  const trace = (run: (loop: EventLoop) => void) => {
    using loop = newEventLoop({ clock: new VirtualClock() });
    const calls: string[] = [];
    for (let i = 0; i < 30; i++) {
      loop.callSoon(() => {
        calls.push(`first ${i}`);
        burn(0.1);
        loop.callSoon(() => calls.push(`second ${i}`));
      });
    }
    loop.callLater(5, () => loop.stop());
    run(loop);
    return calls;
  };
  let steps = 0;
  const stepped = trace((loop) => {
    for (; loop.step(1) === 0; steps++);
  });
  assert.ok(steps > 1, `${steps} steps`);
  assert.deepEqual(
    stepped,
    trace((loop) => loop.runForever()),
  );
});

test("step: with 0 ms it still does something", () => {
  using loop = newEventLoop();
  const calls: number[] = [];
  for (let i = 0; i < 3; i++) loop.callSoon(() => calls.push(i));
  while (loop.step(0) === 0);
  assert.deepEqual(calls, [0, 1, 2]);
});

test("step: in virtual time a step that finds nothing ready jumps to the next timer", () => {
  using loop = newEventLoop({ clock: new VirtualClock() });
  const task = loop.createTask(sleep(3_600_000, "slept"));
  while (!task.done()) loop.step();
  assert.equal(task.result(), "slept");
  assert.equal(loop.time(), 3_600_000);
});

test("step: the loop runs during a step, and not between two", () => {
  using loop = newEventLoop();
  const seen: boolean[] = [];
  loop.callSoon(() => seen.push(loop.isRunning(), getRunningLoop() === loop));
  loop.step();
  assert.deepEqual(seen, [true, true]);
  assert.equal(loop.isRunning(), false);
  assert.throws(() => getRunningLoop(), { code: "ERR_NO_RUNNING_LOOP" });
});

test("step: host promises may be awaited, since the host goes on between two steps", async () => {
  using loop = newEventLoop();
  const task = loop.createTask(awaitText());
  while (!task.done()) {
    loop.step();
    await Promise.resolve();
  }
  assert.equal(task.result(), "text");

  function* awaitText(): Coroutine<string> {
    return yield* wrapFuture(Promise.resolve("text"));
  }
});

test("step: an exception in a callback is reported, and the step goes on", () => {
  using loop = newEventLoop();
  const reported: unknown[] = [];
  loop.setExceptionHandler((_loop, { exception }) => reported.push((exception as Error).message));
  loop.callSoon(() => {
    throw new Error("oops");
  });
  const calls: string[] = [];
  loop.callSoon(() => calls.push("went on"));
  loop.step(1000);
  assert.deepEqual([reported, calls], [["oops"], ["went on"]]);
});

test("step: stop ends the step after the present iteration; the next step goes on", () => {
  using loop = newEventLoop();
  const calls: string[] = [];
  loop.callSoon(() => {
    loop.stop();
    loop.callSoon(() => calls.push("next iteration"));
  });
  loop.callSoon(() => calls.push("same iteration"));
  assert.equal(loop.step(1000), 0);
  assert.deepEqual(calls, ["same iteration"]);
  loop.step();
  assert.deepEqual(calls, ["same iteration", "next iteration"]);
});

test("step: is refused within a run, and on a closed loop", () => {
  using loop = newEventLoop();
  const other = newEventLoop();
  loop.callSoon(() => {
    assert.throws(() => loop.step(), { code: "ERR_NESTED_RUN" });
    assert.throws(() => other.step(), { code: "ERR_NESTED_RUN" });
  });
  loop.step();
  other.close();
  assert.throws(() => other.step(), {
    code: "ERR_LOOP_CLOSED",
    message: "Cannot step: Event loop is closed",
  });
});

test("step: a time that is no number from 0 on is refused", () => {
  using loop = newEventLoop();
  assert.throws(() => loop.step(-1), {
    name: "RangeError",
    message: "Cannot step for -1 ms: the time must be 0 or more",
  });
  assert.throws(() => loop.step(Number.NaN), { name: "RangeError" });
});
