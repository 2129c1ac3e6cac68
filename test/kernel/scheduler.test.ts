import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  ContextVar,
  type Coroutine,
  copyContext,
  EventLoop,
  getRunningLoop,
  newEventLoop,
  sleep,
  VirtualClock,
} from "tsyncio";
import { thrownBy } from "../support/thrown.js";
import { onEveryWayOfWaiting, virtualLoop, type Way } from "../support/ways.js";

const CLOSED = { name: "RuntimeError", code: "ERR_LOOP_CLOSED", message: /Event loop is closed/ };

/** Iterations of the loop from now on, counted by a callback that schedules itself. */
function countIterations(loop: EventLoop): () => number {
  let count = 0;
  const tick = () => {
    count++;
    loop.callSoon(tick);
  };
  loop.callSoon(tick);
  return () => count;
}

/** Runs the loop until it has nothing left to do. */
async function runDry(way: Way, lastDeadline = 1000): Promise<void> {
  way.loop.callAt(lastDeadline, () => way.loop.stop());
  await way.runUntilStopped();
}

onEveryWayOfWaiting("callSoon: callbacks run in the order they were scheduled", async (way) => {
  const log: number[] = [];
  for (let i = 0; i < 5; i++) way.loop.callSoon(() => log.push(i));
  await runDry(way);
  assert.deepEqual(log, [0, 1, 2, 3, 4]);
});

onEveryWayOfWaiting("callSoon: passes its arguments on", async (way) => {
  const got: unknown[] = [];
  way.loop.callSoon((a: number, b: string) => got.push(a, b), 1, "b");
  way.loop.callSoon((...args: number[]) => got.push(args.length));
  await runDry(way);
  assert.deepEqual(got, [1, "b", 0]);
});

onEveryWayOfWaiting("callSoon: a callback added during an iteration runs in the next one", async (way) => {
  const { loop } = way;
  const iteration = countIterations(loop);
  const log: string[] = [];
  loop.callSoon(() => {
    log.push(`a${iteration()}`);
    loop.callSoon(() => log.push(`c${iteration()}`));
  });
  loop.callSoon(() => log.push(`b${iteration()}`));
  loop.callLater(0, () => loop.callSoon(() => loop.stop()));
  await way.runUntilStopped();
  assert.deepEqual(log, ["a1", "b1", "c2"]);
});

onEveryWayOfWaiting("callSoon: entries keep their order however the queue grows and wraps", async (way) => {
  const { loop } = way;
  // Each entry runs and adds `adds[i]` more at the end; the model is a plain array.
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 200 }),
      fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 600, size: "max" }),
      async (initial, adds) => {
        const expected: number[] = [];
        const model: number[] = [];
        let next = 0;
        for (let i = 0; i < initial; i++) model.push(next++);
        for (let id = model.shift(); id !== undefined; id = model.shift()) {
          expected.push(id);
          for (let i = 0; i < (adds[id] ?? 0); i++) model.push(next++);
        }

        const ran: number[] = [];
        let serial = 0;
        let left = next;
        const done = loop.createFuture();
        const entry = (id: number) => {
          ran.push(id);
          for (let i = 0; i < (adds[id] ?? 0); i++) loop.callSoon(entry, serial++);
          if (--left === 0) done.setResult();
        };
        for (let i = 0; i < initial; i++) loop.callSoon(entry, serial++);
        if (left === 0) done.setResult();
        await way.run(done);
        assert.deepEqual(ran, expected);
      },
    ),
    { numRuns: way.name === "blocking" ? 200 : 50 },
  );
});

onEveryWayOfWaiting("callSoonIn: runs the callback in the given context", async (way) => {
  const variable = new ContextVar<string>("variable", { default: "none" });
  const context = copyContext();
  context.run(() => variable.set("given"));
  const log: string[] = [];
  way.loop.callSoonIn(context, (suffix: string) => log.push(variable.get() + suffix), "!");
  way.loop.callSoonIn(context, () => variable.set("changed"));
  way.loop.callSoon(() => log.push(variable.get()));
  await runDry(way);
  assert.deepEqual(log, ["given!", "none"]);
  assert.equal(context.get(variable), "changed");
});

onEveryWayOfWaiting("callSoonThreadsafe: takes its place in the same queue as callSoon", async (way) => {
  const log: string[] = [];
  way.loop.callSoon(() => log.push("soon"));
  way.loop.callSoonThreadsafe((word: string) => log.push(word), "threadsafe");
  way.loop.callSoon(() => log.push("soon again"));
  await runDry(way);
  assert.deepEqual(log, ["soon", "threadsafe", "soon again"]);
});

test("callSoonThreadsafe: host code wakes a guest that waits", async () => {
  using loop = virtualLoop();
  const future = loop.createFuture<string>();
  setImmediate(() =>
    setImmediate(() => loop.callSoonThreadsafe((word: string) => future.setResult(word), "woken")),
  );
  assert.equal(await loop.run(future), "woken");
});

onEveryWayOfWaiting("callLater: timers fire by deadline, not in the order they were set", async (way) => {
  const log: number[] = [];
  for (const delay of [30, 10, 20, 0, 5]) way.loop.callLater(delay, () => log.push(way.loop.time()));
  await runDry(way);
  assert.deepEqual(log, [0, 5, 10, 20, 30]);
});

onEveryWayOfWaiting("callLater: equal deadlines fire in the order they were set", async (way) => {
  const log: number[] = [];
  for (let i = 0; i < 50; i++) way.loop.callLater(i % 2 === 0 ? 5 : 4, () => log.push(i));
  await runDry(way);
  const numbers = Array.from({ length: 50 }, (_, i) => i);
  assert.deepEqual(log, [...numbers.filter((i) => i % 2 === 1), ...numbers.filter((i) => i % 2 === 0)]);
});

onEveryWayOfWaiting("callLater(0): runs after what callSoon added in the same iteration", async (way) => {
  const log: string[] = [];
  way.loop.callSoon(() => {
    way.loop.callLater(0, () => log.push("later"));
    way.loop.callSoon(() => log.push("soon"));
  });
  await runDry(way);
  assert.deepEqual(log, ["soon", "later"]);
});

onEveryWayOfWaiting("callLater: due timers go behind what is ready", async (way) => {
  const { loop } = way;
  const log: string[] = [];
  loop.callLater(5, () => {
    log.push("first timer");
    loop.callSoon(() => log.push("soon"));
  });
  loop.callLater(5, () => log.push("second timer"));
  loop.callLater(5.5, () => log.push("third timer"));
  await runDry(way);
  assert.deepEqual(log, ["first timer", "second timer", "soon", "third timer"]);
});

onEveryWayOfWaiting("callLater: a timer less than the clock's resolution away is due", async (way) => {
  const { loop } = way;
  const log: string[] = [];
  loop.callLater(10, () => log.push(`10 at ${loop.time()}`));
  loop.callLater(10.0005, () => log.push(`10.0005 at ${loop.time()}`));
  loop.callLater(10.5, () => log.push(`10.5 at ${loop.time()}`));
  await runDry(way);
  assert.deepEqual(log, ["10 at 10", "10.0005 at 10", "10.5 at 10.5"]);
});

onEveryWayOfWaiting("callLater: while something is ready, virtual time stands still", async (way) => {
  const { loop } = way;
  const log: number[] = [];
  let left = 1000;
  const busy = () => {
    if (left-- > 0) loop.callSoon(busy);
    else log.push(loop.time());
  };
  loop.callSoon(busy);
  loop.callLater(1, () => log.push(loop.time()));
  await runDry(way);
  assert.deepEqual(log, [0, 1]);
});

onEveryWayOfWaiting(
  "callAt: fires at the loop's time; a time that has passed is due at once",
  async (way) => {
    const { loop } = way;
    const log: string[] = [];
    loop.callAt(7, () => {
      log.push(`7 at ${loop.time()}`);
      loop.callAt(3, (word: string) => log.push(`${word} at ${loop.time()}`), "past");
      loop.callAt(Number.NEGATIVE_INFINITY, () => log.push(`long ago at ${loop.time()}`));
    });
    await runDry(way);
    assert.deepEqual(log, ["7 at 7", "long ago at 7", "past at 7"]);
  },
);

test("callAt, callLater: a timer at infinity is never due and is nothing to wait for", () => {
  using loop = virtualLoop();
  const timer = loop.callLater(Number.POSITIVE_INFINITY, () => assert.fail("fired"));
  loop.callAt(Number.POSITIVE_INFINITY, () => assert.fail("fired"));
  assert.equal(timer.when(), Number.POSITIVE_INFINITY);
  assert.throws(() => loop.runForever(), { code: "ERR_DEADLOCK" });
  timer.cancel();
  assert.ok(timer.cancelled());
});

test("callLater, callAt: refuse times that are no times", () => {
  using loop = virtualLoop();
  const noNumber = "5" as unknown as number;
  assert.throws(() => loop.callLater(-1, () => {}), {
    name: "RangeError",
    message: /callLater.*-1 ms.*0 or more/,
  });
  assert.throws(() => loop.callLater(Number.NaN, () => {}), {
    name: "RangeError",
    message: /callLater.*delay is NaN/,
  });
  assert.throws(() => loop.callLater(noNumber, () => {}), {
    name: "TypeError",
    message: /callLater.*delay is string/,
  });
  assert.throws(() => loop.callAt(Number.NaN, () => {}), {
    name: "RangeError",
    message: /callAt.*time is NaN/,
  });
  assert.throws(() => loop.callAt(null as unknown as number, () => {}), {
    name: "TypeError",
    message: /callAt.*time is null/,
  });
});

test("callSoon and its kin: refuse what is no function", () => {
  using loop = virtualLoop();
  const noFunction = 5 as unknown as () => void;
  const refused = (symbol: string) => ({
    name: "TypeError",
    message: new RegExp(`Cannot ${symbol}: a function is expected, got number`),
  });
  assert.throws(() => loop.callSoon(noFunction), refused("callSoon"));
  assert.throws(() => loop.callSoonIn(copyContext(), noFunction), refused("callSoonIn"));
  assert.throws(() => loop.callSoonThreadsafe(noFunction), refused("callSoonThreadsafe"));
  assert.throws(() => loop.callLater(1, noFunction), refused("callLater"));
  assert.throws(() => loop.callAt(1, noFunction), refused("callAt"));
  assert.throws(() => loop.callSoon(null as unknown as () => void), /got null/);
});

onEveryWayOfWaiting("stop: what was ready when the iteration began still runs", async (way) => {
  const { loop } = way;
  const log: string[] = [];
  loop.callSoon(() => log.push("before"));
  loop.callSoon(() => loop.stop());
  loop.callSoon(() => {
    log.push("after");
    loop.callSoon(() => log.push("next"));
  });
  await way.runUntilStopped();
  assert.deepEqual(log, ["before", "after"]);
  loop.callSoon(() => loop.stop());
  await way.runUntilStopped();
  assert.deepEqual(log, ["before", "after", "next"]);
});

onEveryWayOfWaiting("stop: before a run, it lets the run make one iteration", async (way) => {
  const { loop } = way;
  const log: string[] = [];
  loop.callSoon(() => {
    log.push("first");
    loop.callSoon(() => log.push("second"));
  });
  loop.callLater(0, () => log.push("timer due"));
  loop.callLater(1, () => log.push("timer not due"));
  loop.stop();
  await way.runUntilStopped();
  assert.deepEqual(log, ["first", "timer due"]);
  assert.equal(loop.time(), 0);
});

onEveryWayOfWaiting("stop: counts for one run only", async (way) => {
  const { loop } = way;
  loop.stop();
  await way.runUntilStopped();
  const iteration = countIterations(loop);
  loop.callLater(1, () => loop.stop());
  await way.run(sleep(0));
  assert.ok(iteration() >= 2);
});

onEveryWayOfWaiting("stop: twice in one iteration ends the run once", async (way) => {
  const { loop } = way;
  loop.callSoon(() => loop.stop());
  loop.callSoon(() => loop.stop());
  await way.runUntilStopped();
  assert.equal(await way.run(sleep(1, "goes on")), "goes on");
});

onEveryWayOfWaiting(
  "runUntilComplete, run: a loop that is stopped first says so, and the task survives",
  async (way) => {
    const { loop } = way;
    const task = loop.createTask(sleep(10, "later"));
    loop.callLater(1, () => loop.stop());
    await assert.rejects(way.run(task), {
      name: "RuntimeError",
      code: "ERR_STOPPED",
      message: /Event loop stopped before Future completed\./,
    });
    assert.equal(await way.run(task), "later");
    assert.equal(loop.time(), 10);
  },
);

onEveryWayOfWaiting(
  "run: what main's last step scheduled in the same iteration runs, later things do not",
  async (way) => {
    const { loop } = way;
    const log: string[] = [];
    await way.run(function* () {
      loop.callSoon(() => {
        log.push("with the end");
        loop.callSoon(() => log.push("too late"));
      });
      loop.callLater(1, () => log.push("too late"));
    });
    assert.deepEqual(log, ["with the end"]);
  },
);

onEveryWayOfWaiting("isRunning: true during a run only", async (way) => {
  const { loop } = way;
  assert.equal(loop.isRunning(), false);
  await way.run(function* () {
    assert.equal(loop.isRunning(), true);
    assert.equal(getRunningLoop(), loop);
    yield* sleep(1);
    assert.equal(loop.isRunning(), true);
  });
  assert.equal(loop.isRunning(), false);
  await assert.rejects(
    way.run(function* () {
      throw new Error("oops");
    }),
    /oops/,
  );
  assert.equal(loop.isRunning(), false);
});

onEveryWayOfWaiting("close: refused while the loop runs", async (way) => {
  const { loop } = way;
  await way.run(function* () {
    assert.throws(() => loop.close(), {
      name: "RuntimeError",
      code: "ERR_LOOP_RUNNING",
      message: /Cannot close a running event loop/,
    });
    assert.equal(loop.isClosed(), false);
    yield* sleep(1);
  });
});

test("close: is idempotent, and drops what is scheduled", () => {
  const loop = virtualLoop();
  loop.callSoon(() => assert.fail("ran"));
  loop.callLater(1, () => assert.fail("ran"));
  assert.equal(loop.isClosed(), false);
  loop.close();
  loop.close();
  assert.equal(loop.isClosed(), true);
  assert.match(String(loop), /running=false closed=true debug=false/);
});

test("close: afterwards what schedules or runs is refused", async () => {
  const loop = virtualLoop();
  loop.close();
  function* main(): Coroutine<void> {
    yield* sleep(1);
  }
  assert.throws(() => loop.callSoon(() => {}), CLOSED);
  assert.throws(() => loop.callSoonIn(copyContext(), () => {}), CLOSED);
  assert.throws(() => loop.callSoonThreadsafe(() => {}), CLOSED);
  assert.throws(() => loop.callLater(1, () => {}), CLOSED);
  assert.throws(() => loop.callAt(1, () => {}), CLOSED);
  assert.throws(() => loop.createTask(main()), CLOSED);
  assert.throws(() => loop.runForever(), CLOSED);
  assert.throws(() => loop.runUntilComplete(main), CLOSED);
  await assert.rejects(loop.run(main), CLOSED);
});

test("close: afterwards stop, createFuture and time still work", () => {
  const loop = virtualLoop();
  loop.close();
  loop.stop();
  assert.equal(loop.createFuture<number>().done(), false);
  assert.equal(loop.time(), 0);
});

test("close: cancelling a handle or a timer of a closed loop does nothing", () => {
  const loop = virtualLoop();
  const handle = loop.callSoon(() => {});
  const timer = loop.callLater(1, () => {});
  loop.close();
  handle.cancel();
  timer.cancel();
  assert.ok(handle.cancelled() && timer.cancelled());
});

test("Symbol.dispose: closes the loop at the end of a using block", () => {
  let seen: EventLoop;
  {
    using loop = virtualLoop();
    seen = loop;
    assert.equal(loop.isClosed(), false);
  }
  assert.equal(seen.isClosed(), true);
});

onEveryWayOfWaiting("run guards: closed comes before running, running before another loop", async (way) => {
  const closed = virtualLoop();
  closed.close();
  using other = virtualLoop();
  await way.run(function* () {
    const main = () => sleep(0);
    assert.throws(() => closed.runUntilComplete(main), CLOSED);
    for (const run of [() => way.loop.runUntilComplete(main), () => way.loop.runForever()]) {
      assert.throws(run, {
        name: "RuntimeError",
        code: "ERR_NESTED_RUN",
        message: /This event loop is already running.*yield\*/,
      });
    }
    for (const run of [() => other.runUntilComplete(main), () => other.runForever()]) {
      assert.throws(run, {
        name: "RuntimeError",
        code: "ERR_NESTED_RUN",
        message: /Cannot run the event loop while another loop is running.*yield\*/,
      });
    }
    yield* sleep(1);
  });
});

onEveryWayOfWaiting("run guards: a refused nested run leaves the outer one running", async (way) => {
  using other = virtualLoop();
  const refusals: Promise<void>[] = [];
  await way.run(function* () {
    thrownBy(() => way.loop.runForever());
    thrownBy(() => other.runForever());
    refusals.push(assert.rejects(way.loop.run(sleep(0)), { code: "ERR_NESTED_RUN" }));
    refusals.push(assert.rejects(other.run(sleep(0)), { code: "ERR_NESTED_RUN" }));
    assert.equal(way.loop.isRunning(), true);
    assert.equal(other.isRunning(), false);
    assert.equal(getRunningLoop(), way.loop);
    assert.equal(yield* sleep(1, "still running"), "still running");
  });
  await Promise.all(refusals);
  assert.equal(other.runUntilComplete(sleep(1, "not harmed")), "not harmed");
});

onEveryWayOfWaiting(
  "setExceptionHandler: is told of a callback's error, and the loop goes on",
  async (way) => {
    const { loop } = way;
    const error = new Error("oops");
    const log: string[] = [];
    const handle = loop.callSoon(function failing() {
      throw error;
    });
    loop.callSoon(() => log.push("went on"));
    loop.callLater(1, () => {
      throw error;
    });
    await runDry(way);
    assert.deepEqual(log, ["went on"]);
    const [first, second, ...rest] = way.takeReports();
    assert.equal(rest.length, 0);
    assert.match(first?.message ?? "", /Exception in callback <Handle failing\(\)>/);
    assert.equal(first?.exception, error);
    assert.equal(first?.handle, handle);
    assert.match(second?.message ?? "", /Exception in callback <TimerHandle/);
  },
);

onEveryWayOfWaiting(
  "setExceptionHandler: thrown values that are no errors are reported as they are",
  async (way) => {
    for (const value of [undefined, null, 0, "text"]) {
      way.loop.callSoon(() => {
        throw value;
      });
    }
    await runDry(way);
    assert.deepEqual(
      way.takeReports().map((report) => report.exception),
      [undefined, null, 0, "text"],
    );
  },
);

onEveryWayOfWaiting(
  "callExceptionHandler: a broken handler falls back to the default one",
  async (way, t) => {
    const print = t.mock.method(console, "error", () => {});
    way.loop.setExceptionHandler(() => {
      throw new Error("broken handler");
    });
    way.loop.callSoon(() => {
      throw new Error("oops");
    });
    const log: string[] = [];
    way.loop.callSoon(() => log.push("went on"));
    await runDry(way);
    assert.deepEqual(log, ["went on"]);
    assert.equal(print.mock.callCount(), 1);
    const printed = print.mock.calls[0]?.arguments ?? [];
    assert.match(String(printed[0]), /Unhandled error in exception handler/);
    assert.match(String(printed[0]), /Exception in callback/);
    assert.ok(printed.some((part: unknown) => part instanceof Error && part.message === "broken handler"));
  },
);

test("callExceptionHandler: gives the handler the loop and the context it was called with", () => {
  using loop = virtualLoop();
  const told: unknown[] = [];
  loop.setExceptionHandler((...args) => {
    told.push(...args);
  });
  const context = { message: "something", exception: new Error("oops") };
  loop.callExceptionHandler(context);
  assert.equal(told[0], loop);
  assert.equal(told[1], context);
});

test("getExceptionHandler: what was set, null at first and after null", () => {
  using loop = virtualLoop();
  assert.equal(loop.getExceptionHandler(), null);
  const handler = () => {};
  loop.setExceptionHandler(handler);
  assert.equal(loop.getExceptionHandler(), handler);
  loop.setExceptionHandler(null);
  assert.equal(loop.getExceptionHandler(), null);
});

test("setExceptionHandler: refuses what is neither a function nor null", () => {
  using loop = virtualLoop();
  assert.throws(() => loop.setExceptionHandler("x" as unknown as null), {
    name: "TypeError",
    message: /exception handler.*function or null is expected, got string/,
  });
});

test("setDebug, getDebug: off by default, set by an option or later", () => {
  using loop = virtualLoop();
  assert.equal(loop.getDebug(), false);
  loop.setDebug(true);
  assert.equal(loop.getDebug(), true);
  using other = newEventLoop({ debug: true });
  assert.equal(other.getDebug(), true);
});

onEveryWayOfWaiting("debug: each callback slower than slowCallbackDuration is reported", async (way, t) => {
  const warn = t.mock.method(console, "warn", () => {});
  const { loop } = way;
  loop.setDebug(true);
  assert.equal(loop.slowCallbackDuration, 100);
  loop.slowCallbackDuration = 0;
  loop.callSoon(function busy() {});
  loop.callLater(1, function busyTimer() {});
  await way.run(loop.createTask(sleep(1), { name: "busy task" }));
  const lines = warn.mock.calls.map((call) => String(call.arguments[0]));
  for (const name of [/<Handle busy\(\)>/, /<TimerHandle busyTimer\(\)>/, /<Task .*name='busy task'>/]) {
    const about = lines.filter((line) => name.test(line));
    assert.ok(about.length > 0, `no line about ${name}`);
    for (const line of about) assert.match(line, /Executing <.*> took \d+ ms/);
  }
});

onEveryWayOfWaiting("debug: a callback is named as it was before it ran", async (way, t) => {
  const warn = t.mock.method(console, "warn", () => {});
  way.loop.setDebug(true);
  way.loop.slowCallbackDuration = 0;
  const handle = way.loop.callSoon(function named() {
    handle.cancel();
  });
  await way.run(sleep(0));
  assert.ok(warn.mock.calls.some((call) => /named\(\)/.test(String(call.arguments[0]))));
});

onEveryWayOfWaiting(
  "debug: quick callbacks are not reported, nor slow ones without debug",
  async (way, t) => {
    const warn = t.mock.method(console, "warn", () => {});
    way.loop.slowCallbackDuration = 0;
    await way.run(sleep(1));
    way.loop.setDebug(true);
    way.loop.slowCallbackDuration = Number.POSITIVE_INFINITY;
    await way.run(sleep(1));
    assert.equal(warn.mock.callCount(), 0);
  },
);

test("debug: callSoon and its kin refuse coroutine functions", () => {
  using loop = virtualLoop();
  function* coroutine(): Coroutine<void> {}
  const refusal = {
    name: "TypeError",
    message: /callSoon: 'coroutine' is a coroutine function; .*createTask/,
  };
  loop.callSoon(coroutine).cancel();
  loop.setDebug(true);
  assert.throws(() => loop.callSoon(coroutine), refusal);
  assert.throws(() => loop.callLater(1, coroutine), { name: "TypeError", message: /callLater/ });
  assert.throws(() => loop.callSoon(async () => {}), { name: "TypeError" });
});

test("time: is the clock's", () => {
  using loop = newEventLoop({ clock: new VirtualClock({ start: 500 }) });
  assert.equal(loop.time(), 500);
  const timer = loop.callLater(20, () => loop.stop());
  assert.equal(timer.when(), 520);
  loop.runForever();
  assert.equal(loop.time(), 520);
});

test("time: never goes back on the host's clock", () => {
  using loop = newEventLoop();
  const times = Array.from({ length: 100 }, () => loop.time());
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
});

test("defaultExceptionHandler: an overridden one that throws does not end the run", (t) => {
  class BrokenLoop extends EventLoop {
    override defaultExceptionHandler(): void {
      throw new Error("broken default handler");
    }
  }
  const print = t.mock.method(console, "error", () => {});
  using loop = new BrokenLoop({ clock: new VirtualClock() });
  const log: string[] = [];
  loop.callSoon(() => {
    throw new Error("oops");
  });
  loop.callSoon(() => {
    log.push("went on");
    loop.stop();
  });
  loop.runForever();
  assert.deepEqual(log, ["went on"]);
  assert.equal(print.mock.callCount(), 1);
});
