import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import {
  allTasks,
  CancelledError,
  ContextVar,
  type Coroutine,
  copyContext,
  currentTask,
  type EventLoop,
  getRunningLoop,
  sleep,
  Task,
  type TaskFactory,
  TimeoutError,
  timeout,
} from "tsyncio";
import { collectUntil, heapInUse } from "../support/garbage.js";
import { errorOf } from "../support/thrown.js";
import { onEveryWayOfWaiting, record, virtualLoop } from "../support/ways.js";

/** A coroutine that logs when it starts and ends, with one wait in between. */
function* worker(log: string[], name: string, ms = 0): Coroutine<string> {
  log.push(`${name} starts`);
  yield* sleep(ms);
  log.push(`${name} ends`);
  return name;
}

function* failing(error: unknown): Coroutine<never> {
  throw error;
}

function* returning<T>(value: T): Coroutine<T> {
  return value;
}

onEveryWayOfWaiting(
  "createTask: the first step is in the next iteration, in order of creation",
  async (way) => {
    const { loop } = way;
    const log: string[] = [];
    await way.run(function* () {
      loop.callSoon(() => log.push("callback"));
      loop.createTask(worker(log, "a"));
      loop.createTask(worker(log, "b"));
      log.push("created");
      yield* sleep(1);
    });
    assert.deepEqual(log, ["created", "callback", "a starts", "b starts", "a ends", "b ends"]);
  },
);

onEveryWayOfWaiting("createTask: before a run, the task waits for one", async (way) => {
  const log: string[] = [];
  const task = way.loop.createTask(worker(log, "task"));
  assert.deepEqual(log, []);
  assert.equal(task.done(), false);
  assert.equal(await way.run(task), "task");
});

onEveryWayOfWaiting("createTask: takes what sleep() and its like return", async (way) => {
  assert.equal(await way.run(way.loop.createTask(sleep(5, "slept"))), "slept");
  assert.equal(await way.run(way.loop.createTask(sleep(0))), undefined);
});

test("createTask: refuses what is no coroutine, and says what to do with it", () => {
  using loop = virtualLoop();
  const refused = (value: unknown, message: RegExp) =>
    assert.throws(() => loop.createTask(value as Coroutine<void>), { name: "TypeError", message });
  function* main(): Coroutine<void> {}
  refused(main, /createTask: a coroutine was expected, got the function 'main': call it/);
  refused(loop.createFuture(), /got <Future pending>, which runs already: await it, or use ensureFuture/);
  refused(5, /got number 5/);
  refused("text", /got string text/);
  refused(null, /got null/);
  refused(undefined, /got undefined/);
  refused({}, /got \[object Object\]/);
  assert.equal(allTasks(loop).size, 0);
});

onEveryWayOfWaiting("Task: result and exception are what the coroutine returns or throws", async (way) => {
  const { loop } = way;
  const error = new Error("oops");
  const good = loop.createTask(returning(5));
  const bad = loop.createTask(failing(error));
  assert.throws(() => good.result(), {
    code: "ERR_INVALID_STATE",
    message: /<Task pending name='Task-\d+'>/,
  });
  await way.run(sleep(1));
  assert.equal(good.result(), 5);
  assert.equal(good.exception(), null);
  assert.equal(bad.exception(), error);
  assert.throws(
    () => bad.result(),
    (thrown) => thrown === error,
  );
  assert.deepEqual([bad.done(), bad.cancelled()], [true, false]);
});

onEveryWayOfWaiting("Task: a thrown value that is no Error reaches whoever awaits as it is", async (way) => {
  const { loop } = way;
  for (const value of ["text", 0, null, undefined]) {
    const task = loop.createTask(failing(value));
    await way.run(function* () {
      let seen: unknown = "nothing";
      try {
        yield* task;
      } catch (thrown) {
        seen = thrown;
      }
      assert.equal(seen, value);
    });
    const exception = task.exception() as Error & { code: string };
    assert.equal(exception.name, "RuntimeError");
    assert.equal(exception.code, "ERR_NOT_AN_ERROR");
    assert.equal(exception.cause, value);
    assert.match(exception.message, new RegExp(`no Error was thrown: "?${value}"?$`));
  }
});

onEveryWayOfWaiting("Task.exception: a thrown object that has no string form", async (way) => {
  const value = Object.create(null) as object;
  const task = way.loop.createTask(failing(value));
  await way.run(sleep(1));
  assert.equal(task.exception()?.cause, value);
});

test("Task.setResult, setException: refused, a task's outcome is its coroutine's", () => {
  using loop = virtualLoop();
  const task: Task<number> = loop.createTask(returning(1));
  assert.throws(() => task.setResult(1), {
    name: "RuntimeError",
    code: "ERR_TASK_RESULT",
    message: /Task does not support setResult/,
  });
  assert.throws(() => task.setException(new Error()), {
    name: "RuntimeError",
    code: "ERR_TASK_RESULT",
    message: /Task does not support setException/,
  });
  loop.runUntilComplete(task);
});

onEveryWayOfWaiting("Task.getName: given, or Task-N with N counting up; setName renames", async (way) => {
  const { loop } = way;
  const named = loop.createTask(returning(1), { name: "named" });
  const first = loop.createTask(returning(2));
  const second = loop.createTask(returning(3));
  assert.equal(named.getName(), "named");
  const number = (task: Task<unknown>) => Number(/^Task-(\d+)$/.exec(task.getName())?.[1]);
  assert.equal(number(second), number(first) + 1);
  named.setName("renamed");
  assert.equal(String(named), "<Task pending name='renamed'>");
  named.setName(5 as unknown as string);
  assert.equal(named.getName(), "5");
  await way.run(sleep(1));
  assert.equal(String(named), "<Task finished result=1 name='5'>");
});

test("Task.getCoro, getLoop: what it was made with", () => {
  using loop = virtualLoop();
  const coro = returning(1);
  const task = loop.createTask(coro);
  assert.equal(task.getCoro(), coro);
  assert.equal(task.getLoop(), loop);
  assert.ok(task instanceof Task);
  loop.runUntilComplete(task);
});

onEveryWayOfWaiting("yield* task: the child's result, one iteration after its end", async (way) => {
  const { loop } = way;
  const log: string[] = [];
  function* child(): Coroutine<string> {
    loop.callSoon(() => log.push("iteration after"));
    log.push("child ends");
    return "result";
  }
  await way.run(function* () {
    log.push(yield* loop.createTask(child()));
  });
  assert.deepEqual(log, ["child ends", "iteration after", "result"]);
});

onEveryWayOfWaiting("yield* task: awaiting oneself is an error thrown in at the next step", async (way) => {
  const { loop } = way;
  const log: string[] = [];
  function* itself(): Coroutine<void> {
    loop.callSoon(() => log.push("another's turn"));
    try {
      yield* task;
    } catch (error) {
      const { name, code, message } = error as Error & { code: string };
      assert.match(message, /Task cannot await on itself: <Task pending name='itself'>/);
      log.push(name, code);
    }
  }
  const task: Task<void> = loop.createTask(itself(), { name: "itself" });
  await way.run(task);
  assert.deepEqual(log, ["another's turn", "RuntimeError", "ERR_AWAIT_SELF"]);
});

onEveryWayOfWaiting("yield* future: of another loop is an error thrown in at the next step", async (way) => {
  const { loop } = way;
  using other = virtualLoop();
  const foreign = other.createFuture();
  const log: string[] = [];
  await way.run(function* () {
    loop.callSoon(() => log.push("another's turn"));
    try {
      yield* foreign;
    } catch (error) {
      const { name, code, message } = error as Error & { code: string };
      assert.match(
        message,
        /<Task .*> got <Future pending> attached to a different loop.*callSoonThreadsafe/,
      );
      log.push(name, code);
    }
    yield* sleep(1);
  });
  assert.deepEqual(log, ["another's turn", "RuntimeError", "ERR_FOREIGN_FUTURE"]);
  assert.equal(foreign.done(), false);
});

test("Task: a loop keeps a task that nobody else refers to until it is done", async () => {
  using loop = virtualLoop();
  let collected = false;
  const registry = new FinalizationRegistry(() => {
    collected = true;
  });
  const start = () => {
    function* forgotten(): Coroutine<void> {
      yield* loop.createFuture();
    }
    registry.register(loop.createTask(forgotten()), "task");
  };
  start();
  loop.runUntilComplete(sleep(1));
  const canary = (() => new WeakRef({}))();
  assert.ok(await collectUntil(() => canary.deref() === undefined));
  assert.equal(collected, false);
  assert.equal(allTasks(loop).size, 1);
  // It is pending when the loop closes, which is reported.
  record(loop);
});

// --- signal

onEveryWayOfWaiting("signal option: its abort cancels the task, with the reason's message", async (way) => {
  const { loop } = way;
  const controller = new AbortController();
  const task = loop.createTask(sleep(1000), { signal: controller.signal });
  loop.callLater(1, () => controller.abort(new Error("user left")));
  await assert.rejects(way.run(task), { name: "CancelledError", message: "user left" });
  assert.equal(task.cancelling(), 1);
  assert.equal(loop.time(), 1);
});

onEveryWayOfWaiting("signal option: aborted already, the body never runs", async (way) => {
  const body = () => assert.fail("ran");
  for (const [signal, message] of [
    [AbortSignal.abort(), /aborted/],
    [AbortSignal.abort("text"), /^text$/],
  ] as const) {
    const task = way.loop.createTask(
      (function* (): Coroutine<void> {
        body();
      })(),
      { signal },
    );
    await assert.rejects(way.run(task), { name: "CancelledError", message });
  }
});

onEveryWayOfWaiting("signal option: a task that is done leaves no listener behind", async (way) => {
  const { loop } = way;
  const { signal } = new AbortController();
  const good = loop.createTask(returning(1), { signal });
  const bad = loop.createTask(failing(new Error("oops")), { signal });
  const cancelled = loop.createTask(sleep(1000), { signal });
  assert.equal(getEventListeners(signal, "abort").length, 1);
  cancelled.cancel();
  await way.run(sleep(1));
  assert.equal(getEventListeners(signal, "abort").length, 0);
  assert.equal(good.result(), 1);
  assert.equal(bad.exception()?.message, "oops");
});

onEveryWayOfWaiting(
  "Task.signal: aborts at once when the task is cancelled, with a CancelledError",
  async (way) => {
    const { loop } = way;
    const log: string[] = [];
    function* main(): Coroutine<void> {
      const signal = (currentTask() as Task<unknown>).signal;
      signal.addEventListener("abort", () => log.push("abort event"));
      try {
        yield* sleep(1000);
      } finally {
        log.push("finally");
        assert.equal(signal.aborted, true);
        assert.ok(signal.reason instanceof CancelledError);
        assert.equal(signal.reason.message, "no need");
      }
    }
    const task = loop.createTask(main());
    assert.equal(task.signal, task.signal);
    loop.callLater(1, () => {
      task.cancel("no need");
      log.push("asked");
    });
    await assert.rejects(way.run(task), CancelledError);
    assert.deepEqual(log, ["abort event", "asked", "finally"]);
  },
);

onEveryWayOfWaiting("Task.signal: first asked for after the cancel, it is aborted already", async (way) => {
  const task = way.loop.createTask(sleep(1000));
  task.cancel("early");
  assert.equal(task.signal.aborted, true);
  assert.ok(task.signal.reason instanceof CancelledError);
  await assert.rejects(way.run(task), CancelledError);
});

onEveryWayOfWaiting("Task.signal: a task that ends by itself does not abort it", async (way) => {
  const good = way.loop.createTask(returning(1));
  const { signal } = good;
  await way.run(good);
  assert.equal(signal.aborted, false);
});

onEveryWayOfWaiting("Task.signal: once the request is taken back, it is a new one", async (way) => {
  await way.run(function* () {
    const task = currentTask() as Task<unknown>;
    const { signal } = task;
    try {
      yield* timeout(1, () => sleep(1000));
    } catch (error) {
      assert.ok(error instanceof TimeoutError);
    }
    assert.equal(signal.aborted, true);
    assert.equal(task.signal.aborted, false);
  });
});

// --- eagerStart

onEveryWayOfWaiting("eagerStart: runs up to the first wait before createTask returns", async (way) => {
  const { loop } = way;
  const log: string[] = [];
  await way.run(function* () {
    loop.callSoon(() => log.push("callback"));
    const task = loop.createTask(worker(log, "eager"), { eagerStart: true });
    log.push("created");
    assert.equal(task.done(), false);
    assert.ok(allTasks().has(task));
    assert.equal(yield* task, "eager");
  });
  assert.deepEqual(log, ["eager starts", "created", "callback", "eager ends"]);
});

onEveryWayOfWaiting(
  "eagerStart: without a wait, the task is done at once, and among all tasks only meanwhile",
  async (way) => {
    const { loop } = way;
    const log: string[] = [];
    await way.run(function* () {
      function* child(): Coroutine<number> {
        assert.equal(allTasks().has(currentTask() as Task<unknown>), true);
        return 5;
      }
      const task = loop.createTask(child(), { eagerStart: true });
      assert.equal(task.done(), true);
      assert.equal(task.result(), 5);
      assert.equal(allTasks().size, 1);
      task.addDoneCallback(() => log.push("called"));
      assert.deepEqual(log, []);
      yield* sleep(0);
      yield* sleep(0);
    });
    assert.deepEqual(log, ["called"]);
  },
);

onEveryWayOfWaiting(
  "eagerStart: the child is the current task meanwhile, the creator afterwards",
  async (way) => {
    const { loop } = way;
    await way.run(function* () {
      const parent = currentTask();
      const seen: unknown[] = [];
      function* grandchild(): Coroutine<void> {
        seen.push(currentTask()?.getName());
        yield* sleep(1);
      }
      function* child(): Coroutine<void> {
        seen.push(currentTask()?.getName());
        const task = loop.createTask(grandchild(), { eagerStart: true, name: "grandchild" });
        seen.push(currentTask()?.getName());
        yield* task;
        seen.push(currentTask()?.getName());
      }
      const task = loop.createTask(child(), { eagerStart: true, name: "child" });
      assert.equal(currentTask(), parent);
      yield* task;
      assert.deepEqual(seen, ["child", "grandchild", "child", "child"]);
    });
  },
);

onEveryWayOfWaiting("eagerStart: an error at once is the task's, not createTask's", async (way) => {
  const { loop } = way;
  await way.run(function* () {
    const failed = loop.createTask(failing(new Error("oops")), { eagerStart: true });
    assert.equal(failed.exception()?.message, "oops");
    const cancelled = loop.createTask(failing(new CancelledError()), { eagerStart: true });
    assert.equal(cancelled.cancelled(), true);
    assert.notEqual(currentTask(), null);
    yield* sleep(1);
  });
});

onEveryWayOfWaiting("eagerStart: from a callback there is no current task afterwards", async (way) => {
  const { loop } = way;
  const log: string[] = [];
  loop.callSoon(() => {
    loop.createTask(worker(log, "eager", 1), { eagerStart: true });
    log.push(`current: ${currentTask()}`);
  });
  await way.run(sleep(2));
  assert.deepEqual(log, ["eager starts", "current: null", "eager ends"]);
});

onEveryWayOfWaiting("eagerStart: the child has a context of its own from the start", async (way) => {
  const { loop } = way;
  const variable = new ContextVar<string>("variable", { default: "none" });
  await way.run(function* () {
    variable.set("parent's");
    function* child(): Coroutine<void> {
      assert.equal(variable.get(), "parent's");
      variable.set("child's");
      yield* sleep(1);
      assert.equal(variable.get(), "child's");
    }
    const task = loop.createTask(child(), { eagerStart: true });
    assert.equal(variable.get(), "parent's");
    variable.set("parent's new one");
    yield* task;
    assert.equal(variable.get(), "parent's new one");
  });
});

onEveryWayOfWaiting(
  "eagerStart: the context that the creator runs in can't be entered meanwhile",
  async (way) => {
    const { loop } = way;
    const context = copyContext();
    function* child(): Coroutine<void> {
      assert.throws(() => context.run(() => {}), { code: "ERR_CONTEXT_ENTERED" });
    }
    function* creator(): Coroutine<void> {
      yield* loop.createTask(child(), { eagerStart: true });
    }
    await way.run(() => loop.createTask(creator(), { context }));
    context.run(() => {});
  },
);

onEveryWayOfWaiting("eagerStart: with a signal that is aborted already, the body never runs", async (way) => {
  await way.run(function* () {
    const task = getRunningLoop().createTask(
      (function* (): Coroutine<void> {
        assert.fail("ran");
      })(),
      { eagerStart: true, signal: AbortSignal.abort() },
    );
    assert.equal(task.cancelled(), true);
  });
});

onEveryWayOfWaiting("eagerStart: in a loop that does not run, the task waits for the run", async (way) => {
  const log: string[] = [];
  const task = way.loop.createTask(worker(log, "eager"), { eagerStart: true });
  assert.deepEqual(log, []);
  await way.run(task);
  assert.deepEqual(log, ["eager starts", "eager ends"]);
});

test("eagerStart: asked for from outside the loop's turn, the task still runs in its own loop", async () => {
  using guest = virtualLoop();
  using blocking = virtualLoop();
  const done = guest.createFuture();
  const running = guest.run(done);
  const seen: EventLoop[] = [];
  function* child(): Coroutine<string> {
    seen.push(getRunningLoop());
    return yield* sleep(1, "slept");
  }
  const task = blocking.runUntilComplete(function* () {
    const task = guest.createTask(child(), { eagerStart: true });
    assert.equal(getRunningLoop(), blocking);
    yield* sleep(1);
    return task;
  });
  task.addDoneCallback(() => done.setResult());
  await running;
  assert.equal(task.result(), "slept");
  assert.deepEqual(seen, [guest]);
});

// --- task factories

onEveryWayOfWaiting("setTaskFactory: makes every task of the loop, main's too", async (way) => {
  const { loop } = way;
  const made: string[] = [];
  const factory: TaskFactory = (given, coro, options) => {
    assert.equal(given, loop);
    const task = new Task(given, coro, { ...options, name: `made ${made.length}` });
    made.push(task.getName());
    return task;
  };
  assert.equal(loop.getTaskFactory(), null);
  loop.setTaskFactory(factory);
  assert.equal(loop.getTaskFactory(), factory);
  await way.run(function* () {
    assert.equal(currentTask()?.getName(), "made 0");
    const child = loop.createTask(sleep(1, "child"), { name: "overruled" });
    assert.equal(yield* child, "child");
  });
  assert.deepEqual(made, ["made 0", "made 1"]);
  loop.setTaskFactory(null);
  assert.match(loop.createTask(sleep(0), { name: "plain" }).getName(), /^plain$/);
  await way.run(sleep(1));
});

onEveryWayOfWaiting("setTaskFactory: is given the options of createTask", async (way) => {
  const { loop } = way;
  const given: unknown[] = [];
  loop.setTaskFactory((owner, coro, options) => {
    given.push(options);
    return new Task(owner, coro, options);
  });
  const options = { name: "with options" };
  const task = loop.createTask(returning(1), options);
  loop.createTask(returning(2));
  loop.setTaskFactory(null);
  await way.run(task);
  assert.deepEqual(given, [options, {}]);
});

test("setTaskFactory: refuses what is neither a function nor null", () => {
  using loop = virtualLoop();
  assert.throws(() => loop.setTaskFactory("x" as unknown as null), {
    name: "TypeError",
    message: /task factory: a function or null is expected, got string/,
  });
});

// --- the end of the loop

test("close: reports a pending task as destroyed, and runs its finally blocks, innermost first", () => {
  const loop = virtualLoop();
  const { takeReports } = record(loop);
  const log: string[] = [];
  function* inner(): Coroutine<void> {
    try {
      yield* sleep(1000);
    } catch {
      log.push("catch");
    } finally {
      log.push("inner finally");
    }
  }
  function* outer(): Coroutine<void> {
    try {
      yield* inner();
    } finally {
      log.push("outer finally");
    }
  }
  const task = loop.createTask(outer());
  loop.runUntilComplete(sleep(1));
  loop.close();
  assert.deepEqual(log, ["inner finally", "outer finally"]);
  const [report, ...rest] = takeReports();
  assert.deepEqual(rest, []);
  assert.equal(report?.message, "Task was destroyed but it is pending!");
  assert.equal(report?.task, task);
  assert.equal(task.done(), false);
});

test("close: of a task that never started, the body does not run", () => {
  const loop = virtualLoop();
  const { takeReports } = record(loop);
  loop.createTask(
    (function* (): Coroutine<void> {
      try {
        assert.fail("body");
      } finally {
        assert.fail("finally");
      }
    })(),
  );
  loop.close();
  assert.deepEqual(
    takeReports().map((report) => report.message),
    ["Task was destroyed but it is pending!"],
  );
});

test("close: an error or a wait in a finally block is reported, and the other tasks end too", () => {
  const loop = virtualLoop();
  const { takeReports } = record(loop);
  const log: string[] = [];
  function* ending(end: () => Coroutine<void>): Coroutine<void> {
    try {
      yield* sleep(1000);
    } finally {
      yield* end();
    }
  }
  const ends: (() => Coroutine<void>)[] = [
    function* () {
      throw new Error("oops");
    },
    function* () {
      yield* sleep(1);
    },
    function* () {
      yield* sleep(0);
    },
    function* () {
      yield* loop.createFuture();
    },
    function* () {
      yield "bare" as never;
    },
    function* () {
      log.push("last one ends");
    },
  ];
  for (const end of ends) loop.createTask(ending(end));
  loop.runUntilComplete(sleep(1));
  loop.close();
  const reports = takeReports().filter((report) => /Exception while closing <Task/.test(report.message));
  assert.equal(reports.length, 5);
  assert.equal(errorOf(reports[0]).message, "oops");
  for (const report of reports.slice(1)) {
    assert.equal(errorOf(report).code, "ERR_IGNORED_EXIT");
    assert.match(errorOf(report).message, /coroutine ignored the end of its loop/);
  }
  assert.deepEqual(log, ["last one ends"]);
});

test("close: the main of a run that was stopped is not reported, but ends", () => {
  const loop = virtualLoop();
  const { takeReports } = record(loop);
  const log: string[] = [];
  loop.callLater(1, () => loop.stop());
  assert.throws(
    () =>
      loop.runUntilComplete(function* () {
        try {
          yield* sleep(1000);
        } finally {
          log.push("finally");
        }
      }),
    { code: "ERR_STOPPED" },
  );
  loop.close();
  assert.deepEqual(log, ["finally"]);
  assert.deepEqual(takeReports(), []);
});

// --- memory

test("sleep(0): a million of them in a loop do not grow the heap", () => {
  using loop = virtualLoop();
  function* spin(times: number): Coroutine<void> {
    for (let i = 0; i < times; i++) yield* sleep(0);
  }
  loop.runUntilComplete(spin(10_000));
  const before = heapInUse();
  const grown = loop.runUntilComplete(function* () {
    yield* spin(1_000_000);
    return heapInUse() - before;
  });
  assert.ok(grown < 1_000_000, `grew by ${grown} bytes`);
});

test("createTask: a hundred thousand tasks that end leave nothing behind", () => {
  using loop = virtualLoop();
  function* churn(times: number): Coroutine<void> {
    for (let i = 0; i < times; i++) yield* loop.createTask(sleep(1));
  }
  loop.runUntilComplete(churn(1000));
  const before = heapInUse();
  const grown = loop.runUntilComplete(function* () {
    yield* churn(100_000);
    return heapInUse() - before;
  });
  assert.ok(grown < 1_000_000, `grew by ${grown} bytes`);
  assert.equal(allTasks(loop).size, 0);
});
