import assert from "node:assert/strict";
import { test } from "node:test";
import { CancelledError, Condition, type Coroutine, createTask, gather, Lock, sleep, wait } from "tsyncio";
import { onEveryWayOfWaiting } from "../support/ways.js";

onEveryWayOfWaiting("Condition.notify: wakes so many, who go on when they have the lock", async (way) => {
  const condition = new Condition();
  const log: string[] = [];
  function* waiter(name: string): Coroutine<void> {
    yield* condition.hold(function* () {
      yield* condition.wait();
      log.push(name);
    });
  }
  await way.run(function* () {
    const tasks = ["a", "b", "c"].map((name) => createTask(waiter(name)));
    yield* sleep(1);
    yield* condition.hold(function* () {
      condition.notify(2);
      log.push("notified");
    });
    yield* sleep(1);
    assert.deepEqual(log, ["notified", "a", "b"]);
    yield* condition.hold(function* () {
      condition.notifyAll();
    });
    yield* gather(tasks);
  });
  assert.deepEqual(log, ["notified", "a", "b", "c"]);
});

onEveryWayOfWaiting(
  "Condition.wait: takes the lock back through repeated cancels, then is cancelled",
  async (way) => {
    const condition = new Condition();
    await way.run(function* () {
      let heldAfter = false;
      const task = createTask(
        condition.hold(function* () {
          try {
            yield* condition.wait();
          } finally {
            heldAfter = condition.locked();
          }
        }),
      );
      yield* sleep(1);
      yield* condition.acquire();
      for (let i = 0; i < 3; i++) {
        task.cancel();
        yield* sleep(1);
        assert.equal(task.done(), false);
      }
      condition.release();
      try {
        yield* task;
        assert.fail();
      } catch (error) {
        assert.ok(error instanceof CancelledError);
      }
      assert.equal(heldAfter, true);
      assert.equal(condition.locked(), false);
    });
  },
);

onEveryWayOfWaiting(
  "Condition.waitFor: waits until the predicate holds, and gives what it gave",
  async (way) => {
    const condition = new Condition();
    let count = 0;
    await way.run(function* () {
      const task = createTask(condition.hold(() => condition.waitFor(() => (count >= 3 ? `${count}` : ""))));
      while (!task.done()) {
        yield* condition.hold(function* () {
          count++;
          condition.notify();
        });
        yield* sleep(1);
      }
      assert.equal(yield* task, "3");
    });
  },
);

test("Condition.notify: without the lock is refused", () => {
  assert.throws(() => new Condition().notify(), {
    code: "ERR_NOT_ACQUIRED",
    message: /Cannot notify on the Condition: its lock is not acquired/,
  });
});

onEveryWayOfWaiting("Condition.wait: without the lock is refused", async (way) => {
  await way.run(function* () {
    try {
      yield* new Condition().wait();
      assert.fail();
    } catch (error) {
      assert.match((error as Error).message, /Cannot wait on the Condition: its lock is not acquired/);
    }
  });
});

onEveryWayOfWaiting(
  "Condition.wait: releases the lock while it waits, and has it afterwards",
  async (way) => {
    const lock = new Lock();
    const condition = new Condition(lock);
    await way.run(function* () {
      const task = createTask(
        condition.hold(function* () {
          assert.equal(yield* condition.wait(), true);
          assert.equal(lock.locked(), true);
          return way.loop.time();
        }),
      );
      yield* sleep(1);
      assert.equal(lock.locked(), false);
      assert.equal(`${condition}`, "<Condition unlocked waiters:1>");
      {
        using _ = yield* lock.acquire();
        condition.notify();
        yield* sleep(5);
        assert.equal(task.done(), false, "a notified task waits for the lock");
      }
      assert.equal(yield* task, 6);
      assert.equal(`${condition}`, "<Condition unlocked>");
    });
  },
);

onEveryWayOfWaiting("Condition.notify: nobody waits, nothing is kept for later", async (way) => {
  const condition = new Condition();
  await way.run(function* () {
    yield* condition.hold(function* () {
      condition.notify(3);
      condition.notifyAll();
    });
    const task = createTask(condition.hold(() => condition.wait()));
    yield* sleep(5);
    assert.equal(task.done(), false);
    task.cancel();
    yield* wait([task]);
  });
});

onEveryWayOfWaiting("Condition.notify: those notified twice count once, 0 wakes nobody", async (way) => {
  const condition = new Condition();
  await way.run(function* () {
    const tasks = [1, 2, 3].map((n) =>
      createTask(
        condition.hold(function* () {
          yield* condition.wait();
          return n;
        }),
      ),
    );
    yield* sleep(1);
    yield* condition.hold(function* () {
      condition.notify(0);
      condition.notify();
      condition.notify();
    });
    yield* sleep(1);
    assert.deepEqual(
      tasks.map((task) => task.done()),
      [true, true, false],
    );
    yield* condition.hold(function* () {
      condition.notify();
    });
    assert.deepEqual(yield* gather(tasks), [1, 2, 3]);
  });
});

onEveryWayOfWaiting(
  "Condition.notify: skips a waiter that was cancelled in the same callback",
  async (way) => {
    const condition = new Condition();
    await way.run(function* () {
      const [a, b] = [
        createTask(condition.hold(() => condition.wait())),
        createTask(condition.hold(() => condition.wait())),
      ];
      yield* sleep(1);
      yield* condition.hold(function* () {
        a.cancel();
        condition.notify();
      });
      assert.equal(yield* b, true);
      assert.equal(a.cancelled(), true);
      assert.equal(condition.locked(), false);
    });
  },
);

onEveryWayOfWaiting(
  "Condition.wait: cancelled while it waits, it has the lock when its finally blocks run",
  async (way) => {
    const condition = new Condition();
    await way.run(function* () {
      const held: boolean[] = [];
      const task = createTask(
        condition.hold(function* () {
          try {
            yield* condition.wait();
          } finally {
            held.push(condition.locked());
            yield* sleep(1);
          }
        }),
      );
      yield* sleep(1);
      task.cancel("enough");
      yield* wait([task]);
      assert.deepEqual(held, [true]);
      assert.throws(
        () => task.result(),
        (error) => error instanceof CancelledError,
      );
      assert.equal(task.cancelling(), 1);
      assert.equal(condition.locked(), false);
    });
  },
);

onEveryWayOfWaiting(
  "Condition.waitFor: true at once needs no wait, and a truthy value is given",
  async (way) => {
    const condition = new Condition();
    await way.run(function* () {
      let others = 0;
      way.loop.callSoon(() => others++);
      yield* condition.acquire();
      assert.deepEqual(yield* condition.waitFor(() => ["value"]), ["value"]);
      assert.equal(others, 0);
      condition.release();
    });
  },
);

onEveryWayOfWaiting("Condition.waitFor: a predicate that throws ends it, with the lock held", async (way) => {
  const condition = new Condition();
  let calls = 0;
  await way.run(function* () {
    const task = createTask(
      condition.hold(() =>
        condition.waitFor(() => {
          calls++;
          if (calls === 2) throw new Error("predicate");
          return false;
        }),
      ),
    );
    yield* sleep(1);
    yield* condition.hold(function* () {
      condition.notifyAll();
    });
    yield* wait([task]);
    assert.equal(task.exception()?.message, "predicate");
    assert.equal(condition.locked(), false);
  });
});

onEveryWayOfWaiting("Condition: two of them can share one lock", async (way) => {
  const lock = new Lock();
  const [full, empty] = [new Condition(lock), new Condition(lock)];
  let item: number | null = null;
  const got: number[] = [];
  function* produce(): Coroutine<void> {
    for (let i = 0; i < 3; i++) {
      using _ = yield* lock.acquire();
      yield* empty.waitFor(() => item === null);
      item = i;
      full.notify();
    }
  }
  function* consume(): Coroutine<void> {
    for (let i = 0; i < 3; i++) {
      using _ = yield* lock.acquire();
      yield* full.waitFor(() => item !== null);
      got.push(item as unknown as number);
      item = null;
      empty.notify();
    }
  }
  await way.run(() => gather([consume(), produce()]));
  assert.deepEqual(got, [0, 1, 2]);
  assert.equal(lock.locked(), false);
});

onEveryWayOfWaiting("Condition.hold: gives the body's result, and releases when it throws", async (way) => {
  const condition = new Condition();
  await way.run(function* () {
    assert.equal(yield* condition.hold(() => sleep(1, "result")), "result");
    const task = createTask(
      condition.hold((): Coroutine<void> => {
        throw new Error("body");
      }),
    );
    yield* wait([task]);
    assert.equal(task.exception()?.message, "body");
    assert.equal(condition.locked(), false);
  });
});

test("Condition.release, notifyAll: without the lock are refused", () => {
  assert.throws(() => new Condition().release(), { code: "ERR_NOT_ACQUIRED" });
  assert.throws(() => new Condition().notifyAll(), { name: "RuntimeError", code: "ERR_NOT_ACQUIRED" });
});

for (const when of ["in the same callback", "while it waits for the lock"]) {
  onEveryWayOfWaiting(
    `Condition.notify: one that is notified and then cancelled ${when} hands the notification on`,
    async (way) => {
      const condition = new Condition();
      await way.run(function* () {
        const tasks = [1, 2, 3].map((n) =>
          createTask(
            condition.hold(function* () {
              yield* condition.wait();
              return n;
            }),
          ),
        );
        yield* sleep(1);
        yield* condition.hold(function* () {
          condition.notify();
          if (when !== "in the same callback") yield* sleep(1);
          tasks[0]?.cancel();
        });
        yield* sleep(1);
        assert.deepEqual(
          tasks.map((task) => [task.done(), task.done() && task.cancelled()]),
          [
            [true, true],
            [true, false],
            [false, false],
          ],
        );
        tasks[2]?.cancel();
        yield* wait(tasks);
      });
    },
  );
}

onEveryWayOfWaiting("Condition.wait: throws the last of the cancellations, with its message", async (way) => {
  const condition = new Condition();
  await way.run(function* () {
    const task = createTask(condition.hold(() => condition.wait()));
    yield* sleep(1);
    yield* condition.acquire();
    for (const message of ["first", "second", "third"]) {
      task.cancel(message);
      yield* sleep(1);
    }
    condition.release();
    yield* wait([task]);
    assert.throws(() => task.result(), { name: "CancelledError", message: "third" });
    assert.equal(task.cancelling(), 3);
  });
});
