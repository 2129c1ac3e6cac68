import assert from "node:assert/strict";
import {
  type Awaitable,
  CancelledError,
  type Coroutine,
  currentTask,
  gather,
  sleep,
  type Task,
} from "tsyncio";
import { onEveryWayOfWaiting, type Way } from "../support/ways.js";

/** Lets `task` run to its end, however it ends. */
async function finish(way: Way, task: Task<unknown>): Promise<void> {
  await way.run(function* () {
    while (!task.done()) yield* sleep(1);
  });
}

/** The CancelledError that `wait` throws. */
function* caught(wait: Awaitable<unknown>): Coroutine<CancelledError | null> {
  try {
    yield* wait;
  } catch (error) {
    assert.ok(error instanceof CancelledError);
    return error;
  }
  return null;
}

onEveryWayOfWaiting(
  "Task.cancel: throws CancelledError where the task waits, in the next iteration",
  async (way) => {
    const { loop } = way;
    const log: string[] = [];
    function* worker(): Coroutine<void> {
      try {
        yield* sleep(1000);
      } catch (error) {
        log.push((error as Error).name, (error as Error).message);
        throw error;
      } finally {
        log.push("finally");
      }
    }
    const task = loop.createTask(worker());
    await way.run(function* () {
      yield* sleep(1);
      assert.equal(task.cancel("no need"), true);
      log.push("asked");
      assert.equal(task.done(), false);
      yield* sleep(0);
      yield* sleep(0);
      assert.equal(task.done(), true);
    });
    assert.deepEqual(log, ["asked", "CancelledError", "no need", "finally"]);
    assert.equal(task.cancelled(), true);
    assert.equal(loop.time(), 1);
    assert.throws(() => task.result(), { name: "CancelledError", message: "no need" });
    assert.throws(() => task.exception(), { name: "CancelledError" });
  },
);

onEveryWayOfWaiting("Task.cancel: false once the task is done, and then not counted", async (way) => {
  const task = way.loop.createTask(sleep(1, "result"));
  await way.run(task);
  assert.equal(task.cancel(), false);
  assert.equal(task.cancelling(), 0);
  assert.equal(task.result(), "result");
});

onEveryWayOfWaiting("Task.cancel: before its start, neither body nor finally run", async (way) => {
  function* worker(): Coroutine<void> {
    try {
      assert.fail("body");
    } finally {
      assert.fail("finally");
    }
  }
  const task = way.loop.createTask(worker());
  task.cancel("too early");
  assert.equal(task.done(), false);
  await finish(way, task);
  assert.equal(task.cancelled(), true);
  assert.throws(() => task.result(), { message: "too early" });
});

onEveryWayOfWaiting(
  "Task.cancel: wins over a future that is done already, whose result is lost",
  async (way) => {
    const { loop } = way;
    const future = loop.createFuture<string>();
    const log: string[] = [];
    function* worker(): Coroutine<void> {
      try {
        log.push(yield* future);
      } catch (error) {
        log.push((error as Error).name);
      }
      log.push("went on");
    }
    const task = loop.createTask(worker());
    loop.callLater(1, () => {
      future.setResult("result");
      assert.equal(task.cancel(), true);
    });
    await finish(way, task);
    assert.deepEqual(log, ["CancelledError", "went on"]);
    assert.equal(future.result(), "result");
  },
);

onEveryWayOfWaiting("Task.cancel: wins over an error of the awaited future too", async (way) => {
  const { loop } = way;
  const future = loop.createFuture();
  const task = loop.createTask(caught(future));
  loop.callLater(1, () => {
    future.setException(new Error("lost"));
    task.cancel("wins");
  });
  await finish(way, task);
  assert.equal(task.result()?.message, "wins");
  future.exception();
});

onEveryWayOfWaiting(
  "Task.cancel: cancels the future that the task waits for, and so whoever else waits",
  async (way) => {
    const { loop } = way;
    const future = loop.createFuture();
    function* wait(): Coroutine<void> {
      yield* future;
    }
    const first = loop.createTask(wait());
    const second = loop.createTask(wait());
    loop.callLater(1, () => first.cancel("shared"));
    await finish(way, second);
    assert.deepEqual([future.cancelled(), first.cancelled(), second.cancelled()], [true, true, true]);
    assert.deepEqual([first.cancelling(), second.cancelling()], [1, 0]);
    assert.throws(() => second.result(), { message: "shared" });
  },
);

onEveryWayOfWaiting("Task.cancel: goes down a chain of tasks, and comes back up", async (way) => {
  const { loop } = way;
  const log: string[] = [];
  const tasks: Task<void>[] = [];
  function* link(depth: number): Coroutine<void> {
    try {
      if (depth === 0) yield* sleep(1000);
      else {
        const child = loop.createTask(link(depth - 1));
        tasks.push(child);
        yield* child;
      }
    } catch (error) {
      log.push(`${depth} ${(error as Error).message}`);
      throw error;
    }
  }
  const top = loop.createTask(link(3));
  loop.callLater(1, () => top.cancel("stop"));
  await finish(way, top);
  assert.deepEqual(log, ["0 stop", "1 stop", "2 stop", "3 stop"]);
  assert.ok([top, ...tasks].every((task) => task.cancelled() && task.cancelling() === 1));
});

onEveryWayOfWaiting(
  "Task.cancel: a child that refuses saves its parent, who gets the result",
  async (way) => {
    const { loop } = way;
    function* stubborn(): Coroutine<string> {
      yield* caught(sleep(1000));
      return "finished anyway";
    }
    const child = loop.createTask(stubborn());
    function* wait(): Coroutine<string> {
      return yield* child;
    }
    const parent = loop.createTask(wait());
    loop.callLater(1, () => parent.cancel());
    await finish(way, parent);
    assert.equal(parent.result(), "finished anyway");
    assert.deepEqual([parent.cancelling(), child.cancelling()], [1, 1]);
  },
);

onEveryWayOfWaiting("Task.cancel: a swallowed cancellation is over, but stays counted", async (way) => {
  const { loop } = way;
  function* worker(): Coroutine<string> {
    assert.notEqual(yield* caught(sleep(1000)), null);
    assert.equal(currentTask()?.cancelling(), 1);
    yield* sleep(5);
    yield* sleep(0);
    return "went on";
  }
  const task = loop.createTask(worker());
  loop.callLater(1, () => task.cancel());
  assert.equal(await way.run(task), "went on");
  assert.equal(task.cancelled(), false);
  assert.equal(task.cancelling(), 1);
});

onEveryWayOfWaiting("Task.cancel: each later request is delivered anew", async (way) => {
  const { loop } = way;
  const log: string[] = [];
  function* worker(): Coroutine<void> {
    for (let i = 0; i < 3; i++) log.push((yield* caught(sleep(1000)))?.message ?? "none");
  }
  const task = loop.createTask(worker());
  for (const ms of [1, 2, 3]) loop.callLater(ms, () => task.cancel(`request ${ms}`));
  await finish(way, task);
  assert.deepEqual(log, ["request 1", "request 2", "request 3"]);
  assert.equal(task.cancelling(), 3);
  assert.equal(task.cancelled(), false);
});

onEveryWayOfWaiting(
  "Task.cancel: two requests before delivery throw once, with the first message",
  async (way) => {
    const { loop } = way;
    const log: (string | null)[] = [];
    function* worker(): Coroutine<void> {
      log.push((yield* caught(sleep(1000)))?.message ?? null);
      log.push((yield* caught(sleep(5)))?.message ?? null);
    }
    const task = loop.createTask(worker());
    loop.callLater(1, () => {
      task.cancel("first");
      task.cancel("second");
    });
    await finish(way, task);
    assert.deepEqual(log, ["first", null]);
    assert.equal(task.cancelling(), 2);
  },
);

onEveryWayOfWaiting("Task.cancel: of oneself is thrown by the next wait", async (way) => {
  const { loop } = way;
  for (const wait of [() => sleep(1000), () => sleep(0), () => loop.createFuture()]) {
    const log: string[] = [];
    function* worker(): Coroutine<void> {
      currentTask()?.cancel("myself");
      log.push("goes on");
      const error = yield* caught(wait());
      log.push(error?.message ?? "not thrown");
    }
    await finish(way, loop.createTask(worker()));
    assert.deepEqual(log, ["goes on", "myself"]);
  }
  // A sleep that was cancelled leaves no timer behind.
  assert.ok(loop.time() < 10);
});

onEveryWayOfWaiting("Task.cancel: of oneself is not thrown by what is done already", async (way) => {
  const { loop } = way;
  function* worker(): Coroutine<string> {
    const done = loop.createFuture<string>();
    done.setResult("no wait");
    currentTask()?.cancel();
    assert.equal(yield* done, "no wait");
    return (yield* caught(sleep(0))) === null ? "missed" : "delivered";
  }
  assert.equal(await way.run(loop.createTask(worker())), "delivered");
});

onEveryWayOfWaiting(
  "Task.cancel: of oneself, then a return without a wait: cancelled, the result is lost",
  async (way) => {
    const { loop } = way;
    function* worker(): Coroutine<string> {
      yield* sleep(1);
      currentTask()?.cancel("at the end");
      return "lost";
    }
    const task = loop.createTask(worker());
    await finish(way, task);
    assert.equal(task.cancelled(), true);
    assert.throws(() => task.result(), { name: "CancelledError", message: "at the end" });
  },
);

onEveryWayOfWaiting("Task.cancel: of oneself, then an error: the error wins", async (way) => {
  const { loop } = way;
  function* worker(): Coroutine<string> {
    currentTask()?.cancel();
    throw new Error("wins");
  }
  const task = loop.createTask(worker());
  await finish(way, task);
  assert.equal(task.cancelled(), false);
  assert.equal(task.exception()?.message, "wins");
});

onEveryWayOfWaiting("CancelledError: raised by the coroutine itself, it cancels the task", async (way) => {
  const { loop } = way;
  const error = new CancelledError("by hand");
  function* worker(): Coroutine<void> {
    yield* sleep(1);
    throw error;
  }
  const task = loop.createTask(worker());
  await assert.rejects(way.run(task), (thrown) => thrown === error);
  assert.equal(task.cancelled(), true);
  assert.equal(task.cancelling(), 0);
});

onEveryWayOfWaiting("CancelledError: a subclass cancels the task too", async (way) => {
  class Mine extends CancelledError {}
  function* worker(): Coroutine<void> {
    throw new Mine("mine");
  }
  const task = way.loop.createTask(worker());
  await assert.rejects(way.run(task), Mine);
  assert.equal(task.cancelled(), true);
});

onEveryWayOfWaiting(
  "CancelledError: who awaits a cancelled task gets the error that ended it",
  async (way) => {
    const { loop } = way;
    let inner: unknown;
    function* worker(): Coroutine<void> {
      try {
        yield* sleep(1000);
      } catch (error) {
        inner = error;
        throw error;
      }
    }
    const task = loop.createTask(worker());
    loop.callLater(1, () => task.cancel("stop"));
    await way.run(function* () {
      assert.equal(yield* caught(task), inner);
      assert.equal(currentTask()?.cancelling(), 0);
      yield* sleep(1);
    });
  },
);

onEveryWayOfWaiting(
  "Task.cancel: an error thrown while cleaning up replaces the cancellation",
  async (way) => {
    const { loop } = way;
    function* worker(): Coroutine<void> {
      try {
        yield* sleep(1000);
      } finally {
        yield* sleep(1);
        // biome-ignore lint/correctness/noUnsafeFinally: that is the case at hand
        throw new Error("cleaning up failed");
      }
    }
    const task = loop.createTask(worker());
    loop.callLater(1, () => task.cancel());
    await finish(way, task);
    assert.equal(task.cancelled(), false);
    assert.equal(task.exception()?.message, "cleaning up failed");
  },
);

onEveryWayOfWaiting("Task.cancel: waits in a finally block are waited for", async (way) => {
  const { loop } = way;
  const log: string[] = [];
  function* worker(): Coroutine<void> {
    try {
      yield* sleep(1000);
    } finally {
      yield* sleep(5);
      log.push(`cleaned up at ${loop.time()}`);
    }
  }
  const task = loop.createTask(worker());
  loop.callLater(1, () => task.cancel());
  await finish(way, task);
  assert.deepEqual(log, ["cleaned up at 6"]);
  assert.equal(task.cancelled(), true);
});

onEveryWayOfWaiting("Task.cancel: a task that was woken by sleep(0) gets it too", async (way) => {
  const { loop } = way;
  let steps = 0;
  function* worker(): Coroutine<void> {
    for (;;) {
      steps++;
      yield* sleep(0);
    }
  }
  const task = loop.createTask(worker());
  loop.callSoon(() => task.cancel());
  await finish(way, task);
  assert.equal(task.cancelled(), true);
  assert.equal(steps, 1);
});

onEveryWayOfWaiting("Task.uncancel: takes one request back, down to zero", async (way) => {
  const { loop } = way;
  function* worker(): Coroutine<number[]> {
    const task = currentTask() as Task<unknown>;
    yield* caught(sleep(1000));
    return [task.cancelling(), task.uncancel(), task.uncancel(), task.uncancel(), task.cancelling()];
  }
  const task = loop.createTask(worker());
  loop.callLater(1, () => {
    task.cancel();
    task.cancel();
  });
  assert.deepEqual(await way.run(task), [2, 1, 0, 0, 0]);
});

onEveryWayOfWaiting("Task.uncancel: to zero withdraws a request that was not delivered", async (way) => {
  const { loop } = way;
  function* worker(): Coroutine<string> {
    const task = currentTask() as Task<unknown>;
    task.cancel();
    assert.equal(task.uncancel(), 0);
    yield* sleep(0);
    yield* sleep(1);
    return "not cancelled";
  }
  assert.equal(await way.run(loop.createTask(worker())), "not cancelled");
});

onEveryWayOfWaiting("Task.uncancel: above zero leaves the request standing", async (way) => {
  const { loop } = way;
  function* worker(): Coroutine<void> {
    const task = currentTask() as Task<unknown>;
    task.cancel();
    task.cancel();
    assert.equal(task.uncancel(), 1);
    yield* sleep(1000);
  }
  const task = loop.createTask(worker());
  await finish(way, task);
  assert.equal(task.cancelled(), true);
});

onEveryWayOfWaiting(
  "Task.cancel: of one's parent, from an eager child, reaches the parent's next wait",
  async (way) => {
    const { loop } = way;
    function* main(): Coroutine<string> {
      const parent = currentTask() as Task<unknown>;
      function* child(): Coroutine<void> {
        parent.cancel("by the child");
      }
      loop.createTask(child(), { eagerStart: true });
      return (yield* caught(sleep(1000)))?.message ?? "";
    }
    assert.equal(await way.run(loop.createTask(main())), "by the child");
  },
);

onEveryWayOfWaiting("Future.cancel: of what a task waits for cancels the task, uncounted", async (way) => {
  const { loop } = way;
  const future = loop.createFuture();
  function* wait(): Coroutine<void> {
    yield* future;
  }
  const task = loop.createTask(wait());
  loop.callLater(1, () => future.cancel("the future"));
  await finish(way, task);
  assert.equal(task.cancelled(), true);
  assert.equal(task.cancelling(), 0);
  assert.throws(() => task.result(), { message: "the future" });
});

for (const [how, waitFor] of Object.entries({
  directly: (task: Task<void>) => task,
  "through gather": (task: Task<void>) => gather([sleep(1000), task]),
})) {
  onEveryWayOfWaiting(`Task.cancel: tasks that wait for each other ${how} all end`, async (way) => {
    const { loop } = way;
    const log: string[] = [];
    function* waits(name: string, other: () => Task<void>): Coroutine<void> {
      yield* sleep(1);
      try {
        yield* waitFor(other());
      } finally {
        log.push(name);
      }
    }
    const first: Task<void> = loop.createTask(waits("first", () => last));
    const second = loop.createTask(waits("second", () => first));
    const last: Task<void> = loop.createTask(waits("last", () => second));
    await way.run(function* () {
      yield* sleep(2);
      assert.equal(first.cancel("enough"), true);
      assert.equal(first.cancelling(), 1);
      assert.equal(second.cancel("again"), true);
      yield* sleep(1);
    });
    assert.deepEqual(log.sort(), ["first", "last", "second"]);
    assert.ok([first, second, last].every((task) => task.cancelled()));
  });
}
