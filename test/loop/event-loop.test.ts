import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  CancelledError,
  type Coroutine,
  currentTask,
  EventLoop,
  type ExceptionContext,
  type Future,
  getRunningLoop,
  newEventLoop,
  type RuntimeError,
  type Suspension,
  sleep,
  Task,
  VirtualClock,
} from "tsyncio";
import { ways } from "../drivers/ways.js";
import { collectReports } from "./collect-reports.js";

for (const { name, run } of ways) {
  describe(`a run of an EventLoop, ${name}`, () => {
    test("run: gives the result of a coroutine, of a future, of a task and of an awaitable", async () => {
      using loop = newEventLoop();
      function* answer(): Coroutine<number> {
        yield* sleep(0);
        return 42;
      }
      assert.equal(await run(loop, answer()), 42);
      assert.equal(await run(loop, loop.createTask(answer())), 42);
      assert.equal(await run(loop, sleep(1, 42)), 42);
      const future = loop.createFuture<number>();
      loop.callSoon(() => future.setResult(42));
      assert.equal(await run(loop, future), 42);
      assert.equal(await run(loop, future), 42, "a future that is done already");
    });

    test("run: throws what main throws, the very same error", async () => {
      using loop = newEventLoop();
      const reports = collectReports(loop);
      const oops = new TypeError("oops");
      function* main(): Coroutine<void> {
        yield* sleep(0);
        throw oops;
      }
      await assert.rejects(run(loop, main()), (error) => error === oops);
      await assert.rejects(run(loop, loop.createTask(main())), (error) => error === oops);
      const future = loop.createFuture();
      future.setException(oops);
      await assert.rejects(run(loop, future), (error) => error === oops);
      loop.close();
      assert.deepEqual(reports, [], "whoever ran it has the error: there is nothing to report");
    });

    test("run: throws CancelledError if main is cancelled", async () => {
      using loop = newEventLoop();
      const task = loop.createTask(sleep(1000));
      loop.callSoon(() => task.cancel("enough"));
      await assert.rejects(run(loop, task), {
        name: "CancelledError",
        code: "ERR_CANCELLED",
        message: "enough",
      });
      const future = loop.createFuture();
      future.cancel();
      await assert.rejects(run(loop, future), CancelledError);
    });

    test("run: the loop runs meanwhile, and is the running loop; before and after it is not", async () => {
      using loop = newEventLoop();
      assert.equal(loop.isRunning(), false);
      await run(loop, function* () {
        assert.equal(loop.isRunning(), true);
        assert.equal(getRunningLoop(), loop);
      });
      assert.equal(loop.isRunning(), false);
      assert.throws(() => getRunningLoop(), { name: "RuntimeError", code: "ERR_NO_RUNNING_LOOP" });
    });

    test("run: a loop runs several times, and tasks go on in the next run", async () => {
      using loop = newEventLoop({ clock: new VirtualClock() });
      const steps: number[] = [];
      function* background(): Coroutine<string> {
        for (let i = 0; i < 4; i++) {
          steps.push(loop.time());
          yield* sleep(10);
        }
        return "background";
      }
      const task = loop.createTask(background());
      await run(loop, sleep(15));
      assert.deepEqual(steps, [0, 10]);
      assert.equal(await run(loop, task), "background");
      assert.deepEqual(steps, [0, 10, 20, 30]);
    });

    test("run: after a main that failed the loop runs as before", async () => {
      using loop = newEventLoop();
      await assert.rejects(
        run(loop, function* () {
          throw new Error("oops");
        }),
        /oops/,
      );
      assert.equal(loop.isRunning(), false);
      assert.equal(await run(loop, sleep(1, "as before")), "as before");
    });

    test("run: ends in the iteration after the one in which main ended", async () => {
      using loop = newEventLoop();
      const calls: string[] = [];
      await run(loop, function* () {
        loop.callSoon(() => {
          calls.push("next iteration");
          loop.callSoon(() => calls.push("the one after"));
        });
      });
      assert.deepEqual(calls, ["next iteration"]);
    });

    test("run: a stop in mid-course throws 'Event loop stopped before Future completed.'", async () => {
      using loop = newEventLoop();
      loop.callSoon(() => loop.stop());
      const main = loop.createFuture<string>();
      await assert.rejects(run(loop, main), {
        name: "RuntimeError",
        code: "ERR_STOPPED",
        message: "Event loop stopped before Future completed.",
      });
      assert.equal(loop.isRunning(), false);
      main.setResult("later");
      assert.equal(await run(loop, main), "later");
    });

    test("run: a main left over by a stopped run does not stop the next one", async () => {
      using loop = newEventLoop({ clock: new VirtualClock() });
      const left = loop.createTask(sleep(5, "left"));
      loop.callSoon(() => loop.stop());
      await assert.rejects(run(loop, left), { code: "ERR_STOPPED" });
      assert.equal(await run(loop, sleep(10, "next")), "next");
      assert.equal(left.result(), "left");
    });

    test("stop: called before a run, it gives the run one iteration, and holds for that run only", async () => {
      using loop = newEventLoop();
      const calls: string[] = [];
      loop.callSoon(() => {
        calls.push("first iteration");
        loop.callSoon(() => calls.push("second iteration"));
      });
      loop.stop();
      await assert.rejects(run(loop, loop.createFuture()), { code: "ERR_STOPPED" });
      assert.deepEqual(calls, ["first iteration"]);
      assert.equal(await run(loop, sleep(1, "goes on")), "goes on");
      assert.deepEqual(calls, ["first iteration", "second iteration"]);
    });

    test("stop: the handles of the present iteration still run", async () => {
      using loop = newEventLoop();
      const calls: string[] = [];
      loop.callSoon(() => loop.stop());
      loop.callSoon(() => calls.push("same iteration"));
      await assert.rejects(run(loop, loop.createFuture()), { code: "ERR_STOPPED" });
      assert.deepEqual(calls, ["same iteration"]);
    });

    test("run: guards, in this order: closed, already running, another loop running", async () => {
      using loop = newEventLoop();
      using other = newEventLoop();
      const closed = newEventLoop();
      closed.close();
      await run(loop, function* () {
        refused(() => closed.runForever(), "ERR_LOOP_CLOSED", "Cannot runForever: Event loop is closed");
        refused(
          () => closed.runUntilComplete(sleep(1)),
          "ERR_LOOP_CLOSED",
          "Cannot runUntilComplete: Event loop is closed",
        );
        refused(
          () => loop.runForever(),
          "ERR_NESTED_RUN",
          "Cannot runForever: This event loop is already running. A loop runs other tasks only where a task awaits, so runs do " +
            "not nest: await the coroutine instead (yield* it), or run it on a loop in another thread and block on that " +
            "(new Thread(…).join()).",
        );
        refused(
          () => other.runUntilComplete(sleep(1)),
          "ERR_NESTED_RUN",
          /^Cannot runUntilComplete: Cannot run the event loop while another loop is running\. /,
        );
      });
    });

    test("run: a nested run is refused and the outer run goes on", async () => {
      using loop = newEventLoop();
      using other = newEventLoop();
      const result = await run(loop, function* () {
        for (const nested of [loop, other]) {
          refused(() => nested.runUntilComplete(sleep(1)), "ERR_NESTED_RUN", /^Cannot runUntilComplete/);
          refused(() => nested.runForever(), "ERR_NESTED_RUN", /^Cannot runForever/);
          assert.equal(loop.isRunning(), true);
          assert.equal(getRunningLoop(), loop);
        }
        assert.equal(other.isRunning(), false);
        return yield* sleep(1, "outer");
      });
      assert.equal(result, "outer");
      assert.equal(await run(other, sleep(1, "other")), "other");
    });

    test("run: rejects, rather than throws, when it is refused", async () => {
      using loop = newEventLoop();
      using other = newEventLoop();
      const ends: Promise<unknown>[] = [];
      await run(loop, function* () {
        ends.push(loop.run(sleep(1)), other.run(sleep(1)));
        for (const end of ends) end.catch(() => {});
        yield* sleep(0);
      });
      for (const end of ends) await assert.rejects(end, { code: "ERR_NESTED_RUN", message: /^Cannot run: / });
      const closed = newEventLoop();
      closed.close();
      await assert.rejects(closed.run(sleep(1)), {
        code: "ERR_LOOP_CLOSED",
        message: "Cannot run: Event loop is closed",
      });
    });

    test("close: refused while the loop runs, and the run goes on", async () => {
      using loop = newEventLoop();
      const result = await run(loop, function* () {
        refused(
          () => loop.close(),
          "ERR_LOOP_RUNNING",
          "Cannot close a running event loop: stop it first, and close it after the run",
        );
        assert.equal(loop.isClosed(), false);
        return yield* sleep(1, "goes on");
      });
      assert.equal(result, "goes on");
    });

    test("run: an error that is no Error is thrown as it is", async () => {
      using loop = newEventLoop();
      await assert.rejects(
        run(loop, function* () {
          yield* sleep(0);
          // biome-ignore lint/style/useThrowOnlyError: this is what the test is about
          throw "a string";
        }),
        (error) => error === "a string",
      );
    });

    test("run: main runs in a task of the loop", async () => {
      using loop = newEventLoop();
      // In an array: whoever returns a task to an async function has it awaited.
      const [task] = await run(loop, function* () {
        return [currentTask()];
      });
      assert.ok(task instanceof Task);
      assert.equal(task.getLoop(), loop);
    });

    test("run: refuses a future of another loop", async () => {
      using loop = newEventLoop();
      using other = newEventLoop();
      await assert.rejects(run(loop, other.createFuture()), {
        name: "RuntimeError",
        code: "ERR_FOREIGN_FUTURE",
        message: /<Future pending> belongs to a different loop than the one given/,
      });
      assert.equal(loop.isRunning(), false);
    });
  });
}

describe("EventLoop.run", () => {
  test("a second run of a guest is refused between its turns, and the first goes on", async () => {
    using loop = newEventLoop();
    const first = loop.run(sleep(2, "first"));
    await assert.rejects(loop.run(sleep(1)), { code: "ERR_NESTED_RUN" });
    refused(() => loop.runForever(), "ERR_NESTED_RUN", /already running/);
    refused(() => loop.close(), "ERR_LOOP_RUNNING", /Cannot close a running event loop/);
    assert.equal(await first, "first");
  });
});

describe("EventLoop.close", () => {
  test("closes once; again it does nothing", () => {
    const loop = newEventLoop();
    assert.equal(loop.isClosed(), false);
    loop.close();
    assert.equal(loop.isClosed(), true);
    loop.close();
    assert.equal(loop.isClosed(), true);
  });

  test("Symbol.dispose: closes at the end of the block, also after an error", () => {
    let kept: EventLoop | undefined;
    assert.throws(() => {
      using loop = newEventLoop();
      kept = loop;
      throw new Error("oops");
    }, /oops/);
    assert.equal(kept?.isClosed(), true);
  });

  test("drops what is scheduled", () => {
    const loop = newEventLoop();
    loop.callSoon(() => assert.fail("was dropped"));
    loop.callLater(0, () => assert.fail("was dropped"));
    loop.close();
  });

  test("afterwards whatever schedules is refused: callSoon, callLater, callAt, createTask, runs", () => {
    const loop = newEventLoop();
    loop.close();
    const nothing = () => {};
    refused(() => loop.callSoon(nothing), "ERR_LOOP_CLOSED", "Cannot callSoon: Event loop is closed");
    refused(() => loop.callSoonThreadsafe(nothing), "ERR_LOOP_CLOSED", /Event loop is closed/);
    refused(() => loop.callLater(1, nothing), "ERR_LOOP_CLOSED", /Event loop is closed/);
    refused(() => loop.callAt(1, nothing), "ERR_LOOP_CLOSED", /Event loop is closed/);
    refused(() => loop.createTask(sleep(1)), "ERR_LOOP_CLOSED", "Cannot createTask: Event loop is closed");
    refused(() => loop.runForever(), "ERR_LOOP_CLOSED", /Event loop is closed/);
    refused(() => loop.runUntilComplete(sleep(1)), "ERR_LOOP_CLOSED", /Event loop is closed/);
  });

  test("afterwards stop and createFuture do nothing wrong", () => {
    const loop = newEventLoop();
    loop.close();
    loop.stop();
    assert.equal(loop.createFuture().done(), false);
  });

  test("ends the coroutines of pending tasks, whose finally blocks run, and reports them", () => {
    const loop = newEventLoop();
    const reports = collectReports(loop);
    const calls: string[] = [];
    function* work(): Coroutine<void> {
      try {
        yield* loop.createFuture();
      } finally {
        calls.push("finally");
      }
    }
    const task = loop.createTask(work(), { name: "left" });
    loop.runUntilComplete(sleep(0));
    loop.close();
    assert.deepEqual(calls, ["finally"]);
    assert.deepEqual(
      reports.map((report) => [report.message, report.task]),
      [["Task was destroyed but it is pending!", task]],
    );
  });

  test("reports a coroutine that waits, yields or throws while it is ended", () => {
    const loop = newEventLoop();
    const reports = collectReports(loop);
    const oops = new Error("oops");
    function* endsWith(end: () => Coroutine<void>): Coroutine<void> {
      try {
        yield* loop.createFuture();
      } finally {
        yield* end();
      }
    }
    loop.createTask(
      endsWith(function* () {
        yield* sleep(0);
      }),
      { name: "waits" },
    );
    loop.createTask(
      endsWith(function* () {
        yield undefined as unknown as Suspension;
      }),
      { name: "yields" },
    );
    loop.createTask(
      endsWith(function* () {
        throw oops;
      }),
      { name: "throws" },
    );
    loop.runUntilComplete(sleep(0));
    loop.close();
    const errors = reports.filter(({ message }) => message !== "Task was destroyed but it is pending!");
    assert.deepEqual(
      errors.map(({ message }) => message.replace(/<.* name='(.*)'>/, "$1")),
      ["Exception while closing waits", "Exception while closing yields", "Exception while closing throws"],
    );
    const [waits, yields, throws] = errors.map(({ exception }) => exception);
    assert.equal((waits as RuntimeError).code, "ERR_IGNORED_EXIT");
    assert.equal((yields as RuntimeError).code, "ERR_IGNORED_EXIT");
    assert.equal(throws, oops);
  });

  test("reports an error that nobody asked for, once", () => {
    const loop = newEventLoop();
    const reports = collectReports(loop);
    const oops = new Error("oops");
    const future = loop.createFuture();
    future.setException(oops);
    const asked = loop.createFuture();
    asked.setException(new Error("asked for"));
    asked.exception();
    loop.close();
    loop.close();
    assert.deepEqual(
      reports.map(({ message, exception, future: of }) => ({ message, exception, of })),
      [{ message: "Future exception was never retrieved", exception: oops, of: future }],
    );
  });
});

describe("EventLoop", () => {
  test("toString: says whether it runs, is closed and in debug mode", () => {
    const loop = newEventLoop({ debug: true });
    assert.equal(`${loop}`, "<EventLoop running=false closed=false debug=true>");
    loop.close();
    assert.equal(`${loop}`, "<EventLoop running=false closed=true debug=true>");
  });

  test("newEventLoop: makes an EventLoop; it is not the current one, and loops do not share", () => {
    using one = newEventLoop();
    using two = newEventLoop();
    assert.ok(one instanceof EventLoop);
    assert.notEqual(one, two);
    one.callSoon(() => assert.fail("the other loop's"));
    two.runUntilComplete(sleep(1));
  });

  test("createFuture: a pending future of the loop", () => {
    using loop = newEventLoop();
    const future: Future<number> = loop.createFuture();
    assert.equal(future.done(), false);
    assert.equal(future.getLoop(), loop);
  });

  test("createTask: the first step is in the next iteration", () => {
    using loop = newEventLoop();
    const calls: string[] = [];
    function* work(): Coroutine<void> {
      calls.push("task");
    }
    loop.createTask(work());
    loop.callSoon(() => calls.push("callback"));
    assert.deepEqual(calls, []);
    loop.runUntilComplete(sleep(0));
    assert.deepEqual(calls, ["task", "callback"]);
  });

  test("createTask: refuses what is no coroutine, and says what to do", () => {
    using loop = newEventLoop();
    const startable = (value: unknown) => value as Coroutine<void>;
    for (const [value, message] of [
      [function work() {}, /a coroutine was expected, got the function 'work': call it/],
      [loop.createFuture(), /got <Future pending>, which runs already: await it, or use ensureFuture/],
      [null, /got null/],
      [5, /got number 5/],
    ] as const) {
      assert.throws(() => loop.createTask(startable(value)), { name: "TypeError", message });
    }
  });

  test("setTaskFactory: makes the loop's tasks, main's too; null brings back the default", () => {
    using loop = newEventLoop();
    const made: (string | undefined)[] = [];
    assert.equal(loop.getTaskFactory(), null);
    const factory = <T>(owner: unknown, coro: Coroutine<T>, options: { readonly name?: string }) => {
      assert.equal(owner, loop);
      made.push(options.name);
      return new Task(loop, coro, options);
    };
    loop.setTaskFactory(factory);
    assert.equal(loop.getTaskFactory(), factory);
    loop.runUntilComplete(loop.createTask(sleep(0), { name: "named" }));
    loop.runUntilComplete(sleep(0));
    assert.deepEqual(made, ["named", undefined]);
    loop.setTaskFactory(null);
    assert.equal(loop.getTaskFactory(), null);
    loop.runUntilComplete(sleep(0));
    assert.equal(made.length, 2);
  });

  test("setTaskFactory: refuses what is neither a function nor null", () => {
    using loop = newEventLoop();
    assert.throws(() => loop.setTaskFactory("factory" as never), {
      name: "TypeError",
      message: "Cannot set the task factory: a function or null is expected, got string",
    });
  });
});

describe("EventLoop.setExceptionHandler", () => {
  test("is told of a callback's error, with the handle and the loop; the loop goes on", () => {
    using loop = newEventLoop();
    const seen: [unknown, ExceptionContext][] = [];
    loop.setExceptionHandler((owner, context) => seen.push([owner, context]));
    const oops = new Error("oops");
    const handle = loop.callSoon(function failing() {
      throw oops;
    });
    loop.runUntilComplete(sleep(0));
    assert.equal(seen.length, 1);
    const [owner, context] = seen[0] as [unknown, ExceptionContext];
    assert.equal(owner, loop);
    assert.equal(context.exception, oops);
    assert.equal(context.handle, handle);
    assert.match(context.message, /^Exception in callback <Handle failing\(\)>/);
  });

  test("null brings back the default, which prints; getExceptionHandler says which", (t) => {
    using loop = newEventLoop();
    const handler = () => {};
    assert.equal(loop.getExceptionHandler(), null);
    loop.setExceptionHandler(handler);
    assert.equal(loop.getExceptionHandler(), handler);
    loop.setExceptionHandler(null);
    assert.equal(loop.getExceptionHandler(), null);
    const error = t.mock.method(console, "error", () => {});
    const oops = new Error("oops");
    loop.callExceptionHandler({ message: "What happened", exception: oops });
    assert.equal(error.mock.callCount(), 1);
    assert.deepEqual(error.mock.calls[0]?.arguments, ["What happened", "\n", oops]);
  });

  test("a handler that throws is reported by the default one, and the loop goes on", (t) => {
    using loop = newEventLoop();
    const error = t.mock.method(console, "error", () => {});
    const broken = new Error("broken handler");
    loop.setExceptionHandler(() => {
      throw broken;
    });
    loop.callSoon(() => {
      throw new Error("oops");
    });
    assert.equal(loop.runUntilComplete(sleep(0, "goes on")), "goes on");
    assert.equal(error.mock.callCount(), 1);
    const [message, , exception] = error.mock.calls[0]?.arguments ?? [];
    assert.match(
      String(message),
      /^Unhandled error in exception handler, called with: Exception in callback/,
    );
    assert.equal(exception, broken);
  });

  test("refuses what is neither a function nor null", () => {
    using loop = newEventLoop();
    assert.throws(() => loop.setExceptionHandler(5 as never), {
      name: "TypeError",
      message: "Cannot set the exception handler: a function or null is expected, got number",
    });
  });

  test("is told of a task's error that nobody asked for, when the loop closes", () => {
    const loop = newEventLoop();
    const reports = collectReports(loop);
    function* failing(): Coroutine<void> {
      throw new Error("oops");
    }
    const task = loop.createTask(failing());
    loop.runUntilComplete(sleep(0));
    loop.close();
    assert.deepEqual(
      reports.map(({ message, future }) => ({ message, future })),
      [{ message: "Task exception was never retrieved", future: task }],
    );
  });
});

function refused(call: () => unknown, code: string, message: string | RegExp): void {
  assert.throws(call, { name: "RuntimeError", code, message });
}
