/* A call of an async function begins in its caller's step: what it opens there is its own if it turns out to be a task. */
import assert from "node:assert/strict";
import {
  CancelledError,
  createTask,
  currentTask,
  ExceptionGroup,
  gather,
  sleep,
  type TaskGroup,
  TimeoutError,
  taskGroup,
  timeout,
  waitFor,
} from "tsyncio";
import { type Body, managed } from "../support/managed.js";
import { onEveryWayOfWaiting } from "../support/ways.js";

const fail = managed(function* (): Body<never> {
  yield sleep(5);
  throw new Error("failed");
});

const limited = managed(function* (): Body<string> {
  try {
    yield timeout(10, () => sleep(1000));
  } catch (error) {
    assert.ok(error instanceof TimeoutError);
    return "timed out";
  }
  return "not limited";
});

const waiting = managed(function* (): Body<string> {
  try {
    yield waitFor(sleep(1000), 10);
  } catch (error) {
    assert.ok(error instanceof TimeoutError);
    return "timed out";
  }
  return "not limited";
});

const failing = managed(function* (): Body<string> {
  try {
    yield taskGroup(
      managed(function* (group: TaskGroup): Body<void> {
        group.createTask(fail());
        yield sleep(1000);
      }),
    );
  } catch (error) {
    assert.ok(error instanceof ExceptionGroup);
    return "group failed";
  }
  return "not failed";
});

for (const [name, call, outcome] of [
  ["timeout", limited, "timed out"],
  ["waitFor", waiting, "timed out"],
  ["taskGroup", failing, "group failed"],
] as const) {
  onEveryWayOfWaiting(
    `${name} at the start of a call that becomes a task ends that task alone`,
    async (way) => {
      const main = managed(function* (): Body<void> {
        const task = createTask(call());
        yield sleep(100);
        assert.equal(way.loop.time(), 100, "the caller was not cancelled");
        assert.equal(yield task, outcome);
        assert.equal(task.cancelling(), 0);
        assert.equal(currentTask()?.cancelling(), 0);
      });
      await way.run(() => main());
    },
  );

  onEveryWayOfWaiting(
    `${name} at the start of a call: through a call that it awaits, and among others`,
    async (way) => {
      const outer = managed(function* (): Body<string> {
        return yield call();
      });
      const main = managed(function* (): Body<void> {
        assert.deepEqual(yield gather([outer(), call(), outer()]), [outcome, outcome, outcome]);
        assert.equal(yield outer(), outcome);
        assert.equal(currentTask()?.cancelling(), 0);
      });
      await way.run(() => main());
    },
  );
}

onEveryWayOfWaiting(
  "timeout at the start of a call counts the requests of its own task only",
  async (way) => {
    const main = managed(function* (): Body<void> {
      currentTask()?.cancel();
      const task = createTask(limited());
      try {
        yield sleep(100);
        assert.fail();
      } catch (error) {
        assert.ok(error instanceof CancelledError);
      }
      assert.equal(yield task, "timed out");
      currentTask()?.uncancel();
    });
    await way.run(() => main());
  },
);

onEveryWayOfWaiting("timeout at the start of a call: an outer cancel at the same time wins", async (way) => {
  const main = managed(function* (): Body<void> {
    const call = managed(function* (): Body<void> {
      yield timeout(10, () => sleep(1000));
    });
    const task = createTask(call());
    way.loop.callLater(10, () => task.cancel("from outside"));
    yield sleep(50);
    assert.equal(task.cancelled(), true);
    assert.equal(task.cancelling(), 1);
  });
  await way.run(() => main());
});

onEveryWayOfWaiting(
  "TaskGroup.cancel in a body that has not waited ends the body, and its task alone",
  async (way) => {
    const main = managed(function* (): Body<void> {
      const log: string[] = [];
      const call = managed(function* (): Body<string> {
        yield taskGroup(
          managed(function* (group: TaskGroup): Body<void> {
            group.cancel();
            yield sleep(1000);
            log.push("went on");
          }),
        );
        return "ended";
      });
      const task = createTask(call());
      yield sleep(1);
      assert.equal(yield task, "ended");
      assert.equal(yield call(), "ended");
      assert.deepEqual(log, []);
      assert.equal(way.loop.time(), 1);
      assert.equal(currentTask()?.cancelling(), 0);
    });
    await way.run(() => main());
  },
);
