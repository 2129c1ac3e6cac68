/* Written as the transform writes async functions: an await is a yield, a call begins with start(). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import {
  type Awaitable,
  allTasks,
  CancelledError,
  ContextVar,
  type Coroutine,
  createTask,
  currentTask,
  eagerTaskFactory,
  ensureFuture,
  gather,
  getRunningLoop,
  Lock,
  newEventLoop,
  run,
  runSync,
  sleep,
  Task,
  taskGroup,
  timeout,
  waitFor,
} from "tsyncio";
import { runProgram } from "../support/child.js";
import { type Body, managed } from "../support/managed.js";
import { onEveryWayOfWaiting, virtualLoop } from "../support/ways.js";

const nap = managed(function* <T>(ms: number, value: T): Body<T> {
  yield sleep(ms);
  return value;
});

const now = managed(function* <T>(value: T): Body<T> {
  return value;
});

const failNow = managed(function* (message: string): Body<never> {
  throw new Error(message);
});

const failLater = managed(function* (message: string): Body<never> {
  yield sleep(1);
  throw new Error(message);
});

onEveryWayOfWaiting("a call: its result comes through awaits, at once or after a wait", async (way) => {
  const main = managed(function* (): Body<unknown[]> {
    return [yield now(1), yield nap(0, 2), yield nap(5, 3), yield 4, yield null];
  });
  assert.deepEqual(await way.run(() => main()), [1, 2, 3, 4, null]);
  assert.equal(way.loop.time(), 5);
});

onEveryWayOfWaiting("a call: begins at once, and an awaited one is no task hop", async (way) => {
  const log: string[] = [];
  const inner = managed(function* (): Body<void> {
    log.push("inner");
    yield sleep(0);
    log.push("inner again");
  });
  const main = managed(function* (): Body<void> {
    const { loop } = way;
    loop.callSoon(() => log.push("callback 1"));
    const call = inner();
    log.push("called");
    yield call;
    // In the same handle as the end of inner: before what was scheduled in its last step.
    log.push("main");
    loop.callSoon(() => log.push("callback 2"));
    yield sleep(0);
  });
  await way.run(() => main());
  assert.deepEqual(log, ["inner", "called", "callback 1", "inner again", "main", "callback 2"]);
});

onEveryWayOfWaiting("a call that does not wait gives way to nobody", async (way) => {
  const log: string[] = [];
  const main = managed(function* (): Body<void> {
    way.loop.callSoon(() => log.push("callback"));
    for (let i = 0; i < 3; i++) log.push(yield now(`call ${i}`));
  });
  await way.run(() => main());
  assert.deepEqual(log, ["call 0", "call 1", "call 2", "callback"]);
});

onEveryWayOfWaiting(
  "currentTask: in an awaited call it is the caller's, before and after a wait",
  async (way) => {
    const inner = managed(function* (): Body<unknown[]> {
      const before = currentTask();
      yield sleep(1);
      return [before, currentTask()];
    });
    const main = managed(function* (): Body<void> {
      const mine = currentTask();
      assert.notEqual(mine, null);
      assert.deepEqual(yield inner(), [mine, mine]);
    });
    await way.run(() => main());
  },
);

onEveryWayOfWaiting(
  "a call that its caller does not await becomes a task, with its step's end",
  async (way) => {
    const main = managed(function* (): Body<void> {
      const mine = currentTask();
      const seen: unknown[] = [];
      const other = managed(function* (): Body<string> {
        yield sleep(2);
        seen.push(currentTask());
        return "other";
      });
      const call = other();
      assert.equal(allTasks().size, 1);
      yield sleep(1);
      assert.equal(allTasks().size, 2);
      assert.equal(yield call, "other");
      assert.equal(seen.length, 1);
      assert.notEqual(seen[0], mine);
      assert.equal(allTasks().size, 1);
    });
    await way.run(() => main());
  },
);

onEveryWayOfWaiting("calls made together run side by side", async (way) => {
  const main = managed(function* (): Body<void> {
    const calls = [nap(3, "a"), nap(1, "b"), now("c"), nap(2, "d")];
    const results: string[] = [];
    for (const call of calls) results.push(yield call);
    assert.deepEqual(results, ["a", "b", "c", "d"]);
    assert.equal(way.loop.time(), 3);
    assert.deepEqual(yield gather([nap(2, 1), nap(1, 2), now(3)]), [1, 2, 3]);
    assert.equal(way.loop.time(), 5);
  });
  await way.run(() => main());
});

onEveryWayOfWaiting(
  "an error passes through awaits, at once or after a wait, and is caught where it is awaited",
  async (way) => {
    const main = managed(function* (): Body<string[]> {
      const caught: string[] = [];
      for (const fail of [failNow, failLater]) {
        try {
          yield fail("oops");
        } catch (error) {
          caught.push((error as Error).message);
        }
      }
      yield nap(1, 1);
      return caught;
    });
    assert.deepEqual(await way.run(() => main()), ["oops", "oops"]);
    await assert.rejects(
      way.run(() => failLater("main fails")),
      /main fails/,
    );
  },
);

onEveryWayOfWaiting(
  "an error of a call that nobody awaits is reported, of one that waits and of one that does not",
  async (way) => {
    const main = managed(function* (): Body<void> {
      void failNow("at once");
      void failLater("later");
      yield sleep(5);
    });
    await way.run(() => main());
    way.loop.close();
    const messages = way.takeReports().map((report) => (report.exception as Error).message);
    assert.deepEqual(messages.sort(), ["at once", "later"]);
  },
);

onEveryWayOfWaiting("an error of a call that is awaited later is not reported", async (way) => {
  const main = managed(function* (): Body<void> {
    const calls = [failNow("at once"), failLater("later")];
    yield sleep(5);
    for (const call of calls) {
      try {
        yield call;
        assert.fail("did not throw");
      } catch (error) {
        assert.match((error as Error).message, /at once|later/);
      }
    }
  });
  await way.run(() => main());
});

onEveryWayOfWaiting(
  "cancel: is thrown in where the innermost call waits, and unwinds its callers",
  async (way) => {
    const log: string[] = [];
    const inner = managed(function* (): Body<void> {
      try {
        yield sleep(100);
      } catch (error) {
        log.push((error as Error).name);
        throw error;
      } finally {
        yield sleep(1);
        log.push("inner cleaned up");
      }
    });
    const outer = managed(function* (): Body<void> {
      try {
        yield inner();
      } finally {
        log.push("outer");
      }
    });
    const main = managed(function* (): Body<void> {
      const task = createTask(outer());
      yield sleep(1);
      task.cancel("enough");
      try {
        yield task;
      } catch (error) {
        assert.ok(error instanceof CancelledError);
        assert.equal(error.message, "enough");
      }
      assert.equal(task.cancelled(), true);
    });
    await way.run(() => main());
    assert.deepEqual(log, ["CancelledError", "inner cleaned up", "outer"]);
    assert.equal(way.loop.time(), 2);
  },
);

onEveryWayOfWaiting("cancel: a call can refuse, and go on waiting", async (way) => {
  const stubborn = managed(function* (): Body<string> {
    try {
      yield sleep(100);
    } catch {
      yield nap(2, 0);
      return "stayed";
    }
    return "slept";
  });
  const main = managed(function* (): Body<string> {
    const task = createTask(
      managed(function* (): Body<string> {
        return yield stubborn();
      })(),
    );
    yield sleep(1);
    task.cancel();
    return yield task;
  });
  assert.equal(await way.run(() => main()), "stayed");
});

onEveryWayOfWaiting("a call can be awaited several times, by several tasks", async (way) => {
  const main = managed(function* (): Body<void> {
    const call = nap(2, "value");
    const reader = managed(function* (): Body<string> {
      return yield call;
    });
    const readers = [reader(), reader()];
    assert.equal(yield call, "value");
    assert.equal(yield call, "value");
    for (const one of readers) assert.equal(yield one, "value");
    const failing = failLater("both");
    const other = createTask(
      managed(function* (): Body<string> {
        try {
          return yield failing;
        } catch (error) {
          return (error as Error).message;
        }
      })(),
    );
    yield sleep(0);
    try {
      yield failing;
    } catch (error) {
      assert.equal((error as Error).message, "both");
    }
    assert.equal(yield other, "both");
  });
  await way.run(() => main());
});

onEveryWayOfWaiting(
  "a call that another task awaits as a part of itself can be awaited here too",
  async (way) => {
    const main = managed(function* (): Body<void> {
      let call: Promise<string> | undefined;
      const owner = managed(function* (): Body<string> {
        call = nap(3, "shared");
        return yield call;
      });
      const task = createTask(owner());
      yield sleep(1);
      assert.equal(yield call, "shared");
      assert.equal(yield task, "shared");
    });
    await way.run(() => main());
  },
);

onEveryWayOfWaiting("return of what can be awaited awaits it: calls, futures, errors", async (way) => {
  const returnsCall = managed(function* (): Body<unknown> {
    return nap(1, "call");
  });
  const returnsFuture = managed(function* (): Body<unknown> {
    return getRunningLoop().createTask(sleep(1, "future"));
  });
  const returnsFailing = managed(function* (): Body<unknown> {
    try {
      return failLater("not caught here");
    } catch {
      return "caught";
    }
  });
  const main = managed(function* (): Body<void> {
    assert.equal(yield returnsCall(), "call");
    assert.equal(yield returnsFuture(), "future");
    try {
      yield returnsFailing();
      assert.fail("did not throw");
    } catch (error) {
      assert.equal((error as Error).message, "not caught here");
    }
  });
  await way.run(() => main());
});

onEveryWayOfWaiting(
  "a deep chain of calls: waits, results and cancels pass through all of it",
  async (way) => {
    const deep = managed(function* (depth: number): Body<number> {
      if (depth > 0) return 1 + ((yield deep(depth - 1)) as number);
      yield sleep(1);
      yield sleep(0);
      return yield nap(1, 0);
    });
    const main = managed(function* (): Body<void> {
      assert.equal(yield deep(500), 500);
      const task = createTask(deep(500));
      yield sleep(0);
      task.cancel();
      try {
        yield task;
        assert.fail("was not cancelled");
      } catch (error) {
        assert.ok(error instanceof CancelledError);
      }
    });
    await way.run(() => main());
  },
);

onEveryWayOfWaiting("generator coroutines and calls await each other", async (way) => {
  function* coroutine(): Coroutine<string> {
    const value = yield* nap(1, "from a call") as unknown as Awaitable<string>;
    yield* sleep(1);
    return `coroutine ${value}`;
  }
  const main = managed(function* (): Body<string> {
    return yield createTask(coroutine());
  });
  assert.equal(await way.run(() => main()), "coroutine from a call");
  function* second(): Coroutine<string> {
    const failing = failLater("caught") as unknown as Awaitable<never>;
    try {
      return yield* failing;
    } catch (error) {
      return (error as Error).message;
    }
  }
  assert.equal(await way.run(second()), "caught");
});

onEveryWayOfWaiting("what the library gives to be awaited: locks, groups, timeouts, waitFor", async (way) => {
  const lock = new Lock();
  const main = managed(function* (): Body<void> {
    const held = managed(function* (): Body<string> {
      return yield lock.hold(() => nap(2, "held"));
    });
    assert.deepEqual(yield gather([held(), held()]), ["held", "held"]);
    assert.equal(way.loop.time(), 4);
    const grouped = managed(function* (group: {
      createTask(call: Promise<string>): Awaitable<string>;
    }): Body<string> {
      const a = group.createTask(nap(1, "a"));
      const b = group.createTask(nap(2, "b"));
      return `${yield a}${yield b}`;
    });
    assert.equal(yield taskGroup(grouped as never), "ab");
    assert.equal(yield waitFor(nap(1, "in time"), 5), "in time");
    for (const late of [waitFor(nap(9, 0), 1), timeout(1, () => nap(9, 0))]) {
      try {
        yield late;
        assert.fail("was not late");
      } catch (error) {
        assert.equal((error as Error).name, "TimeoutError");
      }
    }
  });
  await way.run(() => main());
});

onEveryWayOfWaiting(
  "then, catch, finally: what they return is the loop's, and errors nobody takes are reported",
  async (way) => {
    const main = managed(function* (): Body<void> {
      assert.equal(yield nap(1, 1).then((value) => value + 1), 2);
      assert.equal(yield nap(1, 1).then((value) => nap(1, value + 5)), 6);
      assert.equal(yield failLater("oops").catch((error: Error) => error.message), "oops");
      assert.equal(yield failNow("oops").catch((error: Error) => error.message), "oops");
      assert.equal(yield now("kept").catch(() => "lost"), "kept");
      const order: string[] = [];
      assert.equal(yield nap(1, "value").finally(() => order.push("finally")), "value");
      try {
        yield failLater("passes").finally(() => nap(1, order.push("waited for")));
      } catch (error) {
        order.push((error as Error).message);
      }
      assert.deepEqual(order, ["finally", "waited for", "passes"]);
      void failNow("nobody takes it").then(() => {});
      yield sleep(1);
    });
    await way.run(() => main());
    way.loop.close();
    assert.deepEqual(
      way.takeReports().map((report) => (report.exception as Error).message),
      ["nobody takes it"],
    );
  },
);

onEveryWayOfWaiting(
  "createTask, ensureFuture: of a call that has begun they give its task; name and signal are taken",
  async (way) => {
    const main = managed(function* (): Body<void> {
      const controller = new AbortController();
      const task = createTask(nap(10, 1), { name: "napper", signal: controller.signal });
      assert.equal(task.getName(), "napper");
      assert.equal(ensureFuture(task), task);
      const call = nap(10, 1);
      const future = ensureFuture(call);
      assert.equal(ensureFuture(call), future);
      assert.equal(createTask(call), future);
      controller.abort(new Error("aborted"));
      yield sleep(1);
      assert.equal(task.cancelled(), true);
      assert.equal(yield createTask(now("done")), "done");
      assert.equal(yield ensureFuture(now("done")), "done");
      future.cancel();
      assert.throws(() => createTask(nap(1, 1), { context: task.getContext() }), /createTask in a context/);
      yield sleep(1);
    });
    await way.run(() => main());
  },
);

onEveryWayOfWaiting("a future that is completed between a call and its await", async (way) => {
  const main = managed(function* (): Body<void> {
    const future = way.loop.createFuture<string>();
    const waits = managed(function* (): Body<string> {
      return yield future;
    });
    const call = waits();
    future.setResult("completed");
    assert.equal(yield call, "completed");
  });
  await way.run(() => main());
});

onEveryWayOfWaiting("in a callback a call is a task from the start", async (way) => {
  const results: unknown[] = [];
  const callback = managed(function* (): Body<void> {
    results.push(currentTask()?.getName().startsWith("Task-"));
    results.push(yield nap(1, "waited"));
    way.loop.stop();
  });
  way.loop.callSoon(callback);
  await way.runUntilStopped();
  assert.deepEqual(results, [true, "waited"]);
});

onEveryWayOfWaiting("ContextVar: an awaited call sets its caller's, a task its own", async (way) => {
  const user = new ContextVar<string>("user", { default: "nobody" });
  const set = managed(function* (name: string, ms: number): Body<void> {
    yield sleep(ms);
    user.set(name);
  });
  const main = managed(function* (): Body<void> {
    const call = set("other", 1);
    yield sleep(2);
    yield call;
    assert.equal(user.get(), "nobody");
    yield set("mine", 1);
    assert.equal(user.get(), "mine");
  });
  await way.run(() => main());
});

onEveryWayOfWaiting("the end of the loop closes what calls are in the middle of", async (way) => {
  const log: string[] = [];
  const waits = managed(function* (): Body<void> {
    try {
      yield nap(100, 0);
    } finally {
      log.push("inner");
    }
  });
  const main = managed(function* (): Body<void> {
    const outer = managed(function* (): Body<void> {
      try {
        yield waits();
      } finally {
        log.push("outer");
      }
    });
    void outer();
    yield sleep(1);
  });
  await way.run(() => main());
  way.loop.close();
  assert.deepEqual(log, ["inner", "outer"]);
  assert.match(way.takeReports()[0]?.message ?? "", /Task was destroyed but it is pending!/);
});

test("outside of a loop a call waits to be given to one", () => {
  const log: string[] = [];
  const work = managed(function* (): Body<string> {
    log.push("begun");
    yield sleep(1);
    return "result";
  });
  using loop = virtualLoop();
  const call = work();
  assert.deepEqual(log, []);
  assert.equal(loop.runUntilComplete(call), "result");
  const task = loop.createTask(work(), { name: "named" });
  assert.equal(task.getName(), "named");
  assert.deepEqual(log, ["begun"]);
  assert.equal(loop.runUntilComplete(task), "result");
  assert.equal(runSync(work()), "result");
});

test("outside of a loop, to await a call is refused with what to do", async () => {
  await assert.rejects(async () => await nap(1, 1), {
    code: "ERR_NO_RUNNING_LOOP",
    message: /await the call of an async function.*: no running event loop.*as in run\(main\)/,
  });
  const { output } = runProgram(`
    import { asyncFunction } from "tsyncio/managed";
    const work = asyncFunction(function* work() {});
    const makeCall = () => work();
    try { await makeCall(); } catch ({ message }) { console.log(message); }
  `);
  assert.match(
    output,
    /^await the call of an async function 'work', made at makeCall \(.*:4:\d+\): no running event loop\. /,
  );
});

test("a call that is printed says how it is, and not what is in it", async () => {
  const call = now(1);
  assert.equal(inspect(call), "<Call not begun>");
  assert.equal(`${call}`, "<Call not begun>");
  runSync(call);
  await run(
    managed(function* (): Body<void> {
      const waits = nap(1, 1);
      assert.match(inspect(waits), /^<(?:Call pending|Task pending name='Task-\d+')>$/);
      assert.equal(inspect(now("a")), '<Call finished result="a">');
      yield waits;
      const fails = failNow("no");
      assert.equal(inspect(fails), "<Call finished exception=Error: no>");
      yield fails.catch(() => {});
    }),
  );
});

test("in a loop that blocks, a host promise is refused at once", () => {
  using loop = newEventLoop();
  const main = managed(function* (): Body<void> {
    yield Promise.resolve();
  });
  assert.throws(() => loop.runUntilComplete(main()), { code: "ERR_HOST_PROMISE" });
});

test("as a guest: calls await host promises, and host code awaits calls", async () => {
  using loop = newEventLoop();
  const main = managed(function* (): Body<string> {
    assert.equal(yield Promise.resolve("host"), "host");
    try {
      yield Promise.reject(new Error("rejected"));
    } catch (error) {
      assert.equal((error as Error).message, "rejected");
    }
    const native = async () => {
      assert.equal(await nap(1, "in host code"), "in host code");
      assert.deepEqual(await Promise.all([nap(2, 1), now(2), nap(1, 3)]), [1, 2, 3]);
      const slow = nap(20, "slow");
      assert.equal(await Promise.race([slow, nap(1, "fast")]), "fast");
      assert.equal(await slow, "slow");
      assert.deepEqual(await Promise.allSettled([failLater("no"), nap(1, 1)]), [
        { status: "rejected", reason: new Error("no") },
        { status: "fulfilled", value: 1 },
      ]);
      await assert.rejects(async () => await failNow("at once"), /at once/);
      assert.equal(await nap(1, 1).finally(() => {}), 1);
      return "native";
    };
    return yield native();
  });
  assert.equal(await loop.run(() => main()), "native");
});

test("a call that no loop ever runs is reported, with its function and its place", () => {
  const { output } = runProgram(`
        function* work() {}
    import { start } from "tsyncio/managed";
    function called() { start(work()); }
    called();
  `);
  assert.match(
    output,
    /^Coroutine 'called' was never awaited: .* called while no loop was running, and has not run[^\n]*\n *at called/m,
  );
});

test("the report of a call that no loop ever runs begins in the program, also of a function without a name", () => {
  const { output } = runProgram(`
    import { asyncArrow, asyncFunction, plainFunction } from "tsyncio/managed";
    function emit(handler) { handler(); }
    emit(asyncFunction(function* handle() {}));
    emit(asyncArrow(function* () {}, undefined));
    emit(plainFunction(() => {}));
  `);
  const reports = output.match(/^(?:A coroutine|Coroutine '\w+').*\n.*$/gm) ?? [];
  // Those that are collected before the end are told first.
  const heads = reports.map((text) => text.replace(/ was .*\n */s, " ").replace(/\(.*/, "")).sort();
  assert.deepEqual(
    heads,
    ["A coroutine at emit ", "A coroutine at emit ", "Coroutine 'handle' at emit "],
    output,
  );
});

onEveryWayOfWaiting(
  "a call made outside of a loop can be awaited in one, as a part of who awaits it",
  async (way) => {
    const early = nap(1, "early");
    const middle = managed(function* (): Body<string> {
      return `${yield early} and ${yield nap(1, "late")}`;
    });
    const main = managed(function* (): Body<string> {
      const task = currentTask();
      const result: string = yield middle();
      assert.equal(currentTask(), task);
      return result;
    });
    assert.equal(await way.run(() => main()), "early and late");
  },
);

onEveryWayOfWaiting(
  "createTask of a call that has ended: eagerly it is done at once, and a task factory makes it",
  async (way) => {
    const main = managed(function* (): Body<void> {
      assert.equal(createTask(now("eager"), { eagerStart: true }).result(), "eager");
      way.loop.setTaskFactory(eagerTaskFactory);
      assert.equal(createTask(now("by the factory")).result(), "by the factory");
      way.loop.setTaskFactory((loop, coro, options) => new Task(loop, coro, { ...options, name: "made" }));
      const task = createTask(now("named"));
      assert.equal(task.getName(), "made");
      assert.equal(yield task, "named");
    });
    await way.run(() => main());
  },
);
