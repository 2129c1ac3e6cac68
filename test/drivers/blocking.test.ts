import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { describe, test } from "node:test";
import {
  ContextVar,
  type Coroutine,
  DeadlockError,
  getRunningLoop,
  newEventLoop,
  sleep,
  VirtualClock,
} from "tsyncio";

describe("a loop that blocks", () => {
  test("runForever: runs until stop, which lets the iteration end", () => {
    using loop = newEventLoop();
    const calls: string[] = [];
    loop.callSoon(() => {
      calls.push("first");
      loop.stop();
      loop.callSoon(() => calls.push("next iteration"));
    });
    loop.callSoon(() => calls.push("same iteration"));
    loop.runForever();
    assert.deepEqual(calls, ["first", "same iteration"]);
  });

  test("runForever: what a stopped run left over is run by the next one", () => {
    using loop = newEventLoop();
    const calls: string[] = [];
    loop.callSoon(() => {
      loop.stop();
      loop.callSoon(() => calls.push("left over"));
    });
    loop.runForever();
    loop.callSoon(() => loop.stop());
    loop.runForever();
    assert.deepEqual(calls, ["left over"]);
  });

  test("runForever: the host does nothing meanwhile, its promises and timers wait for the end", async () => {
    using loop = newEventLoop();
    const calls: string[] = [];
    queueMicrotask(() => calls.push("microtask"));
    const hostTimer = new Promise<void>((resolve) => {
      setTimeout(() => {
        calls.push("host timer");
        resolve();
      }, 1);
    });
    loop.callLater(5, () => {
      calls.push("loop timer");
      loop.stop();
    });
    loop.runForever();
    calls.push("end of the run");
    await hostTimer;
    assert.deepEqual(calls, ["loop timer", "end of the run", "microtask", "host timer"]);
  });

  test("runForever: timers on the host's clock fire in the order of their deadlines, and never early", () => {
    using loop = newEventLoop();
    const calls: string[] = [];
    const fire = (name: string, when: number) => {
      assert.ok(loop.time() >= when - 0.001, `${name} fired ${when - loop.time()} ms early`);
      calls.push(name);
      if (name === "late") loop.stop();
    };
    const now = loop.time();
    loop.callAt(now + 8, fire, "late", now + 8);
    loop.callAt(now + 3.3, fire, "early", now + 3.3);
    loop.callAt(now - 10, fire, "past", now - 10);
    loop.runForever();
    assert.deepEqual(calls, ["past", "early", "late"]);
  });

  test("runForever: a cancelled timer is not waited for", () => {
    using loop = newEventLoop({ clock: new VirtualClock() });
    loop.callLater(1000, () => assert.fail("was cancelled")).cancel();
    assert.throws(() => loop.runForever(), DeadlockError);
    assert.equal(loop.time(), 0);
  });

  test("runForever: a timer that is never due counts for nothing", () => {
    using loop = newEventLoop();
    loop.callLater(Number.POSITIVE_INFINITY, () => assert.fail("infinity is over"));
    assert.throws(() => loop.runForever(), { code: "ERR_DEADLOCK" });
  });

  test("runForever: throws DeadlockError when nothing can ever happen, and the loop can run again", () => {
    using loop = newEventLoop();
    assert.throws(() => loop.runForever(), {
      name: "DeadlockError",
      code: "ERR_DEADLOCK",
      message:
        /^Deadlock: the event loop has nothing ready, no timer, and nothing outside that could wake it, so the run can never end\.$/,
    });
    assert.equal(loop.isRunning(), false);
    assert.throws(() => getRunningLoop(), { code: "ERR_NO_RUNNING_LOOP" });
    assert.equal(loop.runUntilComplete(sleep(1, "again")), "again");
  });

  test("runUntilComplete: DeadlockError names each task and what it waits for", () => {
    using loop = newEventLoop({ clock: new VirtualClock() });
    loop.setExceptionHandler(() => {});
    function* wait(): Coroutine<void> {
      yield* loop.createFuture();
    }
    loop.createTask(wait(), { name: "reader" });
    const writer = loop.createTask(wait(), { name: "writer" });
    function* join(): Coroutine<void> {
      yield* writer;
    }
    assert.throws(
      () => loop.runUntilComplete(loop.createTask(join(), { name: "joiner" })),
      (error: unknown) => {
        assert.ok(error instanceof DeadlockError);
        assert.match(error.message, /What waits:\n/);
        assert.match(error.message, /<Task pending name='reader'> waits for <Future pending>/);
        assert.match(error.message, /<Task pending name='writer'> waits for <Future pending>/);
        assert.match(error.message, /<Task pending name='joiner'> waits for <Task pending name='writer'>/);
        return true;
      },
    );
  });

  test("runUntilComplete: a deadlock in virtual time is found once the timers are used up", () => {
    using loop = newEventLoop({ clock: new VirtualClock() });
    loop.setExceptionHandler(() => {});
    const calls: number[] = [];
    loop.callLater(500, () => calls.push(loop.time()));
    assert.throws(() => loop.runUntilComplete(loop.createFuture()), DeadlockError);
    assert.deepEqual(calls, [500]);
  });

  test("runForever: leaves the caller's context variables as they were", () => {
    using loop = newEventLoop();
    const variable = new ContextVar<string>("variable");
    variable.set("caller's");
    loop.callSoon(() => variable.set("callback's"));
    loop.callSoon(() => loop.stop());
    loop.runForever();
    assert.equal(variable.get(), "caller's");
  });

  test("runForever: a callback has the AsyncLocalStorage of who scheduled it, not of who runs the loop", () => {
    using loop = newEventLoop();
    const storage = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    const look = () => seen.push(storage.getStore());
    loop.callSoon(look);
    storage.run("scheduler's", () => loop.callSoon(look));
    loop.callSoon(() => loop.stop());
    storage.run("runner's", () => {
      loop.runForever();
      assert.equal(storage.getStore(), "runner's");
    });
    assert.deepEqual(seen, [undefined, "scheduler's"]);
  });

  test("runForever: an error in a callback is reported, and the loop goes on", () => {
    using loop = newEventLoop();
    const errors: unknown[] = [];
    loop.setExceptionHandler((_loop, { exception }) => errors.push(exception));
    const oops = new Error("oops");
    loop.callSoon(() => {
      throw oops;
    });
    loop.callSoon(() => loop.stop());
    loop.runForever();
    assert.deepEqual(errors, [oops]);
  });
});
