/* The cancellation sweep over combinators and scopes: whatever was started has ended, and no cancel is lost. */
import assert from "node:assert/strict";
import {
  aclosing,
  aiter,
  asCompleted,
  type Coroutine,
  currentTask,
  ExceptionGroup,
  eagerTaskFactory,
  gather,
  type LazyAwaitable,
  Lock,
  Queue,
  shield,
  sleep,
  staggeredRace,
  type Task,
  TimeoutError,
  taskGroup,
  timeout,
  wait,
  waitFor,
} from "tsyncio";
import { sweep, type Waitable } from "../../support/sweep.js";

/** Counts what began and what ended: a `finally` block that waits must have been left. */
class Count {
  began = 0;
  ended = 0;

  get open(): number {
    return this.began - this.ended;
  }

  *work(ms: number, error: Error | null = null): Coroutine<number> {
    this.began++;
    try {
      yield* sleep(ms);
      if (error !== null) throw error;
      return ms;
    } finally {
      try {
        yield* sleep(1);
      } finally {
        this.ended++;
      }
    }
  }

  /** Waits for `inner`; when that is over, nothing of it is open. */
  *surrounding<T>(inner: Waitable<T>): Coroutine<T> {
    try {
      return yield* inner;
    } finally {
      assert.equal(this.open, 0, "what it started has ended");
    }
  }
}

for (const factory of [null, eagerTaskFactory]) {
  const eager = factory === null ? "" : ", eager tasks";

  sweep(`taskGroup${eager}`, ({ loop, victim }) => {
    loop.setTaskFactory(factory);
    const count = new Count();
    function* body(group: { createTask(coro: Coroutine<number>): Task<number> }): Coroutine<number> {
      const first = group.createTask(count.work(2));
      group.createTask(count.work(1));
      return yield* first;
    }
    victim(count.surrounding(taskGroup(body)));
    return { whenQuiet: () => assert.equal(count.open, 0) };
  });

  sweep(`taskGroup whose tasks take long${eager}`, ({ loop, victim, cancelTime }) => {
    loop.setTaskFactory(factory);
    const count = new Count();
    // Steps between the body's end and the tasks', for a cancel to come before.
    for (const ms of [5, 10]) loop.callLater(ms, () => {});
    victim(
      (function* () {
        try {
          yield* taskGroup(function* (group) {
            group.createTask(count.work(50));
            yield* sleep(1);
          });
        } catch (error) {
          assert.ok(loop.time() <= cancelTime() + 1, "they are cancelled with who waits for them");
          throw error;
        }
      })(),
    );
    return { whenQuiet: () => assert.equal(count.open, 0) };
  });

  sweep(`taskGroup with a task that fails${eager}`, ({ loop, victim }) => {
    loop.setTaskFactory(factory);
    const count = new Count();
    victim(
      count.surrounding(
        taskGroup(function* (group) {
          group.createTask(count.work(3));
          group.createTask(count.work(1, new Error("fails")));
          yield* sleep(2);
        }),
      ),
    );
    return { mayEndWith: [ExceptionGroup] };
  });

  sweep(`staggeredRace${eager}`, ({ loop, victim }) => {
    loop.setTaskFactory(factory);
    const count = new Count();
    const contenders = [
      () => count.work(9),
      () => count.work(0, new Error("fails")),
      () => count.work(1),
      () => count.work(9),
    ];
    victim(count.surrounding(staggeredRace(contenders, 1)));
    return { whenQuiet: () => assert.equal(count.open, 0) };
  });
}

sweep("taskGroup whose tasks are cancelled one by one", ({ victim, loop }) => {
  const count = new Count();
  let children: Task<number>[] = [];
  victim(
    count.surrounding(
      taskGroup(function* (group) {
        children = [group.createTask(count.work(1)), group.createTask(count.work(2))];
        yield* sleep(1);
      }),
    ),
  );
  for (const [i, ms] of [0, 1].entries()) loop.callLater(ms, () => children[i]?.cancel());
  return {};
});

sweep("gather", ({ victim }) => {
  const count = new Count();
  victim(
    count.surrounding(
      (function* () {
        return yield* gather([count.work(1), count.work(2)], { returnExceptions: true });
      })(),
    ),
  );
  return {};
});

sweep("gather of tasks, one of which fails", ({ victim }) => {
  const count = new Count();
  const children = [victim(count.work(2)), victim(count.work(1, new RangeError("fails")))];
  victim(
    (function* () {
      const outcomes = yield* gather(children, { returnExceptions: true });
      assert.equal(outcomes.length, 2);
    })(),
  );
  return { whenQuiet: () => assert.equal(count.open, 0), cancelsToo: true, mayEndWith: [RangeError] };
});

sweep("wait", ({ loop, victim }) => {
  const count = new Count();
  const tasks = [loop.createTask(count.work(1)), loop.createTask(count.work(3))];
  victim(
    (function* () {
      yield* wait(tasks, { returnWhen: "FIRST_COMPLETED", timeout: 2 });
      yield* wait(tasks, { timeout: 1 });
      yield* wait(tasks);
    })(),
  );
  return {
    whenQuiet() {
      // wait cancels nothing, whatever happens to who waits.
      assert.deepEqual(
        tasks.map((task) => task.result()),
        [1, 3],
      );
    },
  };
});

sweep("asCompleted, shared by two", ({ loop, victim }) => {
  const count = new Count();
  const late = loop.createFuture<number>();
  const got: number[] = [];
  const takers: Task<void>[] = [];
  function* take(next: LazyAwaitable<number>): Coroutine<void> {
    got.push(yield* next);
  }
  loop.callSoon(() => {
    for (const next of asCompleted([late, count.work(1)])) takers.push(victim(take(next)));
  });
  return {
    whenQuiet() {
      const waiting = takers.filter((taker) => !taker.done()).length;
      assert.ok(got.length === 1 || waiting === 0, "nobody waits for a result that is there");
    },
    release() {
      late.setResult(0);
      return undefined;
    },
  };
});

sweep("shield", ({ loop, victim }) => {
  const count = new Count();
  const inner = loop.createTask(count.work(2));
  victim(
    (function* () {
      yield* shield(inner);
    })(),
  );
  return { whenQuiet: () => assert.equal(inner.result(), 2) };
});

sweep("timeout that is not reached", ({ victim }) => {
  const count = new Count();
  victim(count.surrounding(timeout(5, () => count.work(1))));
  return { whenQuiet: () => assert.equal(count.open, 0) };
});

sweep("timeout at whose deadline the body ends", ({ victim }) => {
  const count = new Count();
  victim(
    (function* () {
      const me = currentTask();
      try {
        yield* count.surrounding(timeout(2, () => count.work(2)));
      } catch (error) {
        if (error instanceof TimeoutError) assert.equal(me?.cancelling(), 0, "its own request is taken back");
        throw error;
      }
    })(),
  );
  return { mayEndWith: [TimeoutError] };
});

sweep("waitFor, of a task that somebody else may cancel", ({ victim }) => {
  const count = new Count();
  const inner = victim(count.work(2));
  victim(
    (function* () {
      try {
        return yield* waitFor(inner, 1);
      } finally {
        assert.ok(inner.done(), "what it cancelled has ended");
      }
    })(),
  );
  return { cancelsToo: true, mayEndWith: [TimeoutError] };
});

sweep("waitFor with no time left", ({ victim }) => {
  const count = new Count();
  victim(count.surrounding(waitFor(count.work(1), 0)));
  return { whenQuiet: () => assert.equal(count.open, 0), mayEndWith: [TimeoutError] };
});

sweep("a lock in a timeout in a group", ({ victim }) => {
  const lock = new Lock();
  let inside = 0;
  function* section(): Coroutine<void> {
    yield* timeout(5, () =>
      lock.hold(function* () {
        assert.equal(++inside, 1);
        try {
          yield* sleep(1);
        } finally {
          inside--;
        }
      }),
    );
  }
  for (let i = 0; i < 2; i++) {
    victim(
      taskGroup(function* (group) {
        group.createTask(section());
        group.createTask(section());
      }),
    );
  }
  return { whenQuiet: () => assert.equal(lock.locked(), false), mayEndWith: [ExceptionGroup] };
});

sweep("aclosing", ({ victim }) => {
  const queue = new Queue<number>();
  for (const item of [1, 2]) queue.putNowait(item);
  let closed = 0;
  let entered = 0;
  const resource = {
    *aclose(): Coroutine<void> {
      closed++;
      yield* sleep(0);
    },
  };
  victim(
    aclosing(resource, function* () {
      entered++;
      yield* aclosing(aiter(queue), function* (items) {
        yield* items.moveNext();
        yield* sleep(1);
      });
    }),
  );
  return { whenQuiet: () => assert.equal(closed, entered) };
});
