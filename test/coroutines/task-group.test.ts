import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CancelledError,
  type Coroutine,
  createTask,
  currentTask,
  ExceptionGroup,
  sleep,
  type TaskGroup,
  taskGroup,
} from "tsyncio";
import { onEveryWayOfWaiting } from "../support/ways.js";

function* failAfter(ms: number, error: Error): Coroutine<never> {
  yield* sleep(ms);
  throw error;
}

function* caught(body: () => Coroutine<unknown>): Coroutine<unknown> {
  try {
    return yield* body();
  } catch (error) {
    return error;
  }
}

onEveryWayOfWaiting(
  "taskGroup: ends with its body and all its tasks, and gives the body's result",
  async (way) => {
    const log: string[] = [];
    const result = await way.run(() =>
      taskGroup(function* (group) {
        group.createTask(
          (function* () {
            yield* sleep(5);
            log.push("task");
          })(),
        );
        return "body";
      }),
    );
    assert.equal(result, "body");
    assert.deepEqual(log, ["task"]);
  },
);

onEveryWayOfWaiting(
  "taskGroup: the first task to fail cancels the others and the body; the errors come as a group",
  async (way) => {
    await way.run(function* () {
      const log: string[] = [];
      const group = yield* caught(
        () =>
          taskGroup(function* (tasks) {
            tasks.createTask(failAfter(1, new TypeError("first")));
            tasks.createTask(
              (function* (): Coroutine<void> {
                try {
                  yield* sleep(100);
                } finally {
                  log.push("sibling cancelled");
                  // biome-ignore lint/correctness/noUnsafeFinally: the rule is about an error while being cancelled
                  throw new RangeError("second");
                }
              })(),
            );
            try {
              yield* sleep(100);
            } finally {
              log.push("body cancelled");
            }
          })[Symbol.iterator]() as Coroutine<unknown>,
      );
      assert.ok(group instanceof ExceptionGroup);
      assert.deepEqual(
        group.errors.map((error) => error.message),
        ["first", "second"],
      );
      assert.match(group.message, /unhandled errors in a TaskGroup \(2 sub-exceptions\)/);
      assert.deepEqual(log.sort(), ["body cancelled", "sibling cancelled"]);
      assert.equal(currentTask()?.cancelling(), 0, "the group's own request is taken back");
      yield* sleep(1);
    });
  },
);

onEveryWayOfWaiting("taskGroup: an error of the body cancels the tasks and is in the group", async (way) => {
  await way.run(function* () {
    let cancelled = false;
    const group = yield* caught(
      () =>
        taskGroup(function* (tasks): Coroutine<void> {
          const task = tasks.createTask(sleep(100));
          task.addDoneCallback(() => {
            cancelled = task.cancelled();
          });
          yield* sleep(1);
          throw new Error("body");
        })[Symbol.iterator]() as Coroutine<unknown>,
    );
    assert.ok(group instanceof ExceptionGroup);
    assert.equal(group.errors[0]?.message, "body");
    assert.equal(cancelled, true);
  });
});

onEveryWayOfWaiting("taskGroup: a cancellation from outside cancels all and goes on", async (way) => {
  await way.run(function* () {
    const inner: boolean[] = [];
    const outer = createTask(
      taskGroup(function* (tasks) {
        const task = tasks.createTask(sleep(100));
        task.addDoneCallback(() => inner.push(task.cancelled()));
        yield* sleep(100);
      }),
    );
    yield* sleep(1);
    outer.cancel();
    yield* sleep(1);
    assert.equal(outer.cancelled(), true);
    assert.deepEqual(inner, [true]);
  });
});

onEveryWayOfWaiting("taskGroup: a task's own CancelledError is ignored", async (way) => {
  await way.run(() =>
    taskGroup(function* (tasks) {
      tasks.createTask(failAfter(1, new CancelledError()));
      yield* sleep(5);
    }),
  );
  assert.equal(way.loop.time(), 5);
});

onEveryWayOfWaiting(
  "TaskGroup.createTask: is allowed while the group waits, and refused once it has ended",
  async (way) => {
    await way.run(function* () {
      let late = false;
      let ended: TaskGroup | undefined;
      yield* taskGroup(function* (tasks) {
        ended = tasks;
        tasks.createTask(
          (function* () {
            yield* sleep(1);
            tasks.createTask(
              (function* () {
                yield* sleep(1);
                late = true;
              })(),
            );
          })(),
        );
      });
      assert.equal(late, true);
      const coro = sleep(1);
      assert.throws(() => ended?.createTask(coro), {
        code: "ERR_GROUP_STATE",
        message: /a TaskGroup that is finished/,
      });
    });
  },
);

onEveryWayOfWaiting("TaskGroup.cancel: ends tasks and body, and throws nothing", async (way) => {
  await way.run(function* () {
    yield* taskGroup(function* (tasks) {
      tasks.createTask(sleep(1000));
      way.loop.callLater(1, () => tasks.cancel());
      yield* sleep(1000);
    });
    assert.equal(way.loop.time(), 1);
    assert.equal(currentTask()?.cancelling(), 0);
  });
});

test("taskGroup: without a function is refused", () => {
  assert.throws(() => taskGroup("body" as never), { name: "TypeError", message: /its body is string/ });
});
