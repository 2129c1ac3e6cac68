import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { CancelledError, type Coroutine, Future, InvalidStateError, sleep } from "tsyncio";
import { errorOf } from "../support/thrown.js";
import { onEveryWayOfWaiting, virtualLoop } from "../support/ways.js";

test("Future: pending at first, then done with a result for good", () => {
  using loop = virtualLoop();
  const future = loop.createFuture<number>();
  assert.ok(future instanceof Future);
  assert.equal(future.getLoop(), loop);
  assert.deepEqual([future.done(), future.cancelled()], [false, false]);
  future.setResult(1);
  assert.deepEqual([future.done(), future.cancelled()], [true, false]);
  assert.equal(future.result(), 1);
  assert.equal(future.result(), 1);
  assert.equal(future.exception(), null);
});

test("Future.setException: result throws it, exception returns it", () => {
  using loop = virtualLoop();
  const future = loop.createFuture();
  const error = new Error("oops");
  future.setException(error);
  assert.deepEqual([future.done(), future.cancelled()], [true, false]);
  assert.throws(
    () => future.result(),
    (thrown) => thrown === error,
  );
  assert.equal(future.exception(), error);
});

test("Future.result, exception: not before it is done", () => {
  using loop = virtualLoop();
  const future = loop.createFuture();
  const refused = { name: "InvalidStateError", code: "ERR_INVALID_STATE" };
  assert.throws(() => future.result(), { ...refused, message: /Result is not ready: <Future pending>/ });
  assert.throws(() => future.exception(), { ...refused, message: /Exception is not set: <Future pending>/ });
  assert.throws(() => future.result(), InvalidStateError);
});

test("Future.setResult, setException: once, and not after a cancel", () => {
  using loop = virtualLoop();
  const done = loop.createFuture<number>();
  done.setResult(1);
  const cancelled = loop.createFuture<number>();
  cancelled.cancel();
  for (const future of [done, cancelled]) {
    assert.throws(() => future.setResult(2), {
      name: "InvalidStateError",
      code: "ERR_INVALID_STATE",
      message: /Cannot set a result on <Future (finished|cancelled).*>: it is done already/,
    });
    assert.throws(() => future.setException(new Error("late")), {
      name: "InvalidStateError",
      message: /Cannot set an exception on <Future .*it is done already/,
    });
  }
  assert.equal(done.result(), 1);
  assert.ok(cancelled.cancelled());
});

test("Future.setException: refuses what is no Error, and stays pending", () => {
  using loop = virtualLoop();
  const future = loop.createFuture();
  assert.throws(() => future.setException("oops" as unknown as Error), {
    name: "TypeError",
    message: /Cannot set "oops" as an exception of <Future pending>: an Error is expected/,
  });
  assert.equal(future.done(), false);
});

test("Future.cancel: true while pending, false and without effect later", () => {
  using loop = virtualLoop();
  const future = loop.createFuture();
  assert.equal(future.cancel("no need"), true);
  assert.equal(future.cancel("again"), false);
  assert.deepEqual([future.done(), future.cancelled()], [true, true]);
  for (const ask of [() => future.result(), () => future.exception()]) {
    assert.throws(ask, { name: "CancelledError", code: "ERR_CANCELLED", message: "no need" });
  }
  const done = loop.createFuture<number>();
  done.setResult(1);
  assert.equal(done.cancel(), false);
  assert.equal(done.result(), 1);
});

onEveryWayOfWaiting(
  "Future.addDoneCallback: called in the next iteration, in the order added, with the future",
  async (way) => {
    const { loop } = way;
    const log: unknown[] = [];
    const future = loop.createFuture<string>();
    future.addDoneCallback((given) => log.push("first", given === future, given.result()));
    future.addDoneCallback(() => log.push("second"));
    future.addDoneCallback(() => log.push("third"));
    loop.callSoon(() => {
      future.setResult("result");
      log.push("set");
    });
    loop.callSoon(() => log.push("same iteration"));
    await way.run(sleep(1));
    assert.deepEqual(log, ["set", "same iteration", "first", true, "result", "second", "third"]);
  },
);

onEveryWayOfWaiting(
  "Future.addDoneCallback: not called at once by a cancel or by an exception either",
  async (way) => {
    const { loop } = way;
    const log: string[] = [];
    const cancelled = loop.createFuture();
    const failed = loop.createFuture();
    cancelled.addDoneCallback((future) => log.push(`cancelled ${future.cancelled()}`));
    failed.addDoneCallback((future) => log.push(`failed ${future.exception()?.message}`));
    cancelled.cancel();
    failed.setException(new Error("oops"));
    assert.deepEqual(log, []);
    await way.run(sleep(0));
    assert.deepEqual(log, ["cancelled true", "failed oops"]);
  },
);

onEveryWayOfWaiting("Future.addDoneCallback: on a done future, still in the next iteration", async (way) => {
  const { loop } = way;
  const log: string[] = [];
  const future = loop.createFuture();
  future.setResult();
  await way.run(function* () {
    loop.callSoon(() => log.push("scheduled before"));
    future.addDoneCallback(() => log.push("callback"));
    loop.callSoon(() => log.push("scheduled after"));
    log.push("added");
    yield* sleep(1);
  });
  assert.deepEqual(log, ["added", "scheduled before", "callback", "scheduled after"]);
});

onEveryWayOfWaiting(
  "Future.addDoneCallback: one callback's error is reported, the others run",
  async (way) => {
    const future = way.loop.createFuture();
    const log: string[] = [];
    future.addDoneCallback(function failing() {
      throw new Error("oops");
    });
    future.addDoneCallback(() => log.push("second"));
    future.setResult();
    await way.run(sleep(1));
    assert.deepEqual(log, ["second"]);
    const [report] = way.takeReports();
    assert.match(report?.message ?? "", /Exception in callback <Handle failing\(\)>/);
  },
);

onEveryWayOfWaiting("Future.addDoneCallback: a callback added by a callback is called too", async (way) => {
  const future = way.loop.createFuture();
  const log: string[] = [];
  future.addDoneCallback(() => {
    log.push("first");
    future.addDoneCallback(() => log.push("added"));
  });
  future.addDoneCallback(() => log.push("second"));
  future.setResult();
  await way.run(sleep(1));
  assert.deepEqual(log, ["first", "second", "added"]);
});

test("Future.addDoneCallback: refuses what is no function", () => {
  using loop = virtualLoop();
  const future = loop.createFuture();
  assert.throws(() => future.addDoneCallback(null as unknown as () => void), {
    name: "TypeError",
    message: /done callback: a function is expected/,
  });
});

onEveryWayOfWaiting("Future.removeDoneCallback: removes all equal ones, and says how many", async (way) => {
  const { loop } = way;
  const log: string[] = [];
  const gone = () => log.push("gone");
  const kept = () => log.push("kept");
  const future = loop.createFuture();
  assert.equal(future.removeDoneCallback(gone), 0);
  for (const callback of [gone, kept, gone, kept, gone]) future.addDoneCallback(callback);
  assert.equal(future.removeDoneCallback(gone), 3);
  assert.equal(future.removeDoneCallback(gone), 0);
  future.setResult();
  assert.equal(future.removeDoneCallback(kept), 0);
  await way.run(sleep(1));
  assert.deepEqual(log, ["kept", "kept"]);
});

onEveryWayOfWaiting("Future.removeDoneCallback: leaves tasks that wait for the future alone", async (way) => {
  const { loop } = way;
  const future = loop.createFuture<string>();
  function* wait(): Coroutine<string> {
    return yield* future;
  }
  const callback = () => assert.fail("was removed");
  const task = loop.createTask(wait());
  await way.run(sleep(0));
  future.addDoneCallback(callback);
  assert.equal(future.removeDoneCallback(callback), 1);
  future.setResult("result");
  assert.equal(await way.run(task), "result");
});

onEveryWayOfWaiting("yield* future: what is done already does not yield", async (way) => {
  const { loop } = way;
  const log: string[] = [];
  const done = loop.createFuture<string>();
  done.setResult("result");
  const failed = loop.createFuture();
  failed.setException(new Error("oops"));
  const cancelled = loop.createFuture();
  cancelled.cancel();
  await way.run(function* () {
    loop.callSoon(() => log.push("next iteration"));
    log.push(yield* done);
    try {
      yield* failed;
    } catch (error) {
      log.push((error as Error).message);
    }
    try {
      yield* cancelled;
    } catch (error) {
      log.push((error as Error).name);
    }
    yield* sleep(1);
  });
  assert.deepEqual(log, ["result", "oops", "CancelledError", "next iteration"]);
});

onEveryWayOfWaiting(
  "yield* future: waiters wake in the order in which they began, among the callbacks",
  async (way) => {
    const { loop } = way;
    const log: string[] = [];
    const future = loop.createFuture<string>();
    function* wait(name: string): Coroutine<void> {
      log.push(`${name} ${yield* future}`);
    }
    loop.createTask(wait("a"));
    loop.callSoon(() => future.addDoneCallback(() => log.push("callback")));
    loop.createTask(wait("b"));
    loop.callLater(1, () => future.setResult("got it"));
    await way.run(sleep(2));
    assert.deepEqual(log, ["a got it", "callback", "b got it"]);
  },
);

onEveryWayOfWaiting(
  "yield* future: a waiter runs in the iteration after the one that completed it",
  async (way) => {
    const { loop } = way;
    const log: string[] = [];
    const future = loop.createFuture();
    function* wait(): Coroutine<void> {
      yield* future;
      log.push("woken");
    }
    loop.createTask(wait());
    loop.callLater(1, () => {
      loop.callSoon(() => log.push("before"));
      future.setResult();
      loop.callSoon(() => log.push("after"));
      log.push("set");
    });
    await way.run(sleep(2));
    assert.deepEqual(log, ["set", "before", "woken", "after"]);
  },
);

onEveryWayOfWaiting("yield* future: throws the very error that was set, to each waiter", async (way) => {
  const { loop } = way;
  const error = new Error("oops");
  const future = loop.createFuture();
  const caught: unknown[] = [];
  function* wait(): Coroutine<void> {
    try {
      yield* future;
    } catch (thrown) {
      caught.push(thrown);
    }
  }
  loop.createTask(wait());
  loop.createTask(wait());
  loop.callLater(1, () => future.setException(error));
  await way.run(sleep(2));
  assert.deepEqual(caught, [error, error]);
  assert.equal(caught[0], error);
});

onEveryWayOfWaiting(
  "yield* future: a CancelledError set as an exception cancels the task that waits",
  async (way) => {
    const { loop } = way;
    const future = loop.createFuture();
    function* wait(): Coroutine<void> {
      yield* future;
    }
    const task = loop.createTask(wait());
    loop.callLater(1, () => future.setException(new CancelledError("by hand")));
    await way.run(sleep(2));
    assert.equal(task.cancelled(), true);
    assert.equal(future.cancelled(), false);
  },
);

onEveryWayOfWaiting("yield* future: outside of a task is an error that says so", async (way) => {
  const { loop } = way;
  const future = loop.createFuture();
  function* wait(): Coroutine<void> {
    yield* future;
  }
  loop.callSoon(() => wait().next());
  await way.run(sleep(1));
  const [report] = way.takeReports();
  assert.equal(errorOf(report).code, "ERR_NOT_IN_TASK");
  assert.match(
    errorOf(report).message,
    /Cannot wait for <Future pending> here: no task is running.*run\(\) or createTask\(\)/,
  );
  assert.throws(() => wait().next(), { name: "RuntimeError", code: "ERR_NOT_IN_TASK" });
});

test("await future: host code gets the result, the error, or the cancellation", async () => {
  using loop = virtualLoop();
  const resolved = loop.createFuture<number>();
  const rejected = loop.createFuture<number>();
  const cancelled = loop.createFuture<number>();
  loop.callLater(1, () => resolved.setResult(1));
  loop.callLater(2, () => rejected.setException(new Error("oops")));
  loop.callLater(3, () => cancelled.cancel("no need"));
  const seen = await loop.run(async () => [
    await resolved,
    await resolved.then((value) => value + 1),
    await rejected.then(null, (error: unknown) => (error as Error).message),
    await cancelled.then(null, (error: unknown) => String(error)),
  ]);
  assert.deepEqual(seen, [1, 2, "oops", "CancelledError: no need"]);
});

test("await future: a loop that closes before the future is done rejects the wait", async () => {
  const loop = virtualLoop();
  const future = loop.createFuture();
  const early = future.then();
  loop.close();
  const closed = {
    name: "RuntimeError",
    code: "ERR_LOOP_CLOSED",
    message: /The event loop was closed before <Future pending> was done/,
  };
  await assert.rejects(early, closed);
  await assert.rejects(Promise.resolve(future), closed);
});

test("await future: what is done stays awaitable after its loop closed", async () => {
  const loop = virtualLoop();
  const future = loop.createFuture<number>();
  future.setResult(1);
  loop.close();
  assert.equal(await future, 1);
});

test("Future: completed after its loop closed, it is done, but whom it would wake can't run", () => {
  const loop = virtualLoop();
  const lonely = loop.createFuture<number>();
  const awaited = loop.createFuture<number>();
  awaited.addDoneCallback(() => assert.fail("called"));
  loop.close();
  lonely.setResult(1);
  assert.equal(lonely.result(), 1);
  const closed = { code: "ERR_LOOP_CLOSED", message: /Event loop is closed/ };
  assert.throws(() => awaited.setResult(1), closed);
  assert.equal(awaited.done(), true);
  assert.throws(() => awaited.addDoneCallback(() => {}), closed);
});

test("Future.toString, inspect: state and a short form of the value", () => {
  using loop = virtualLoop();
  const show = (complete: (future: Future<unknown>) => void) => {
    const future = loop.createFuture<unknown>();
    complete(future);
    assert.equal(inspect(future), String(future));
    return String(future);
  };
  assert.equal(
    show(() => {}),
    "<Future pending>",
  );
  assert.equal(
    show((future) => future.cancel()),
    "<Future cancelled>",
  );
  assert.equal(
    show((future) => future.setResult(5)),
    "<Future finished result=5>",
  );
  assert.equal(
    show((future) => future.setResult("text")),
    '<Future finished result="text">',
  );
  assert.equal(
    show((future) => future.setResult({ a: 1 })),
    "<Future finished result=[Object]>",
  );
  assert.equal(
    show((future) => future.setResult(Object.create(null))),
    "<Future finished result=[object]>",
  );
  assert.match(
    show((future) => future.setResult("x".repeat(1000))),
    /^.{50,100}$/,
  );
  assert.equal(
    show((future) => {
      future.setException(new RangeError("oops"));
      future.exception();
    }),
    "<Future finished exception=RangeError: oops>",
  );
});
