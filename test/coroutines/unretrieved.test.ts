import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Coroutine,
  type EventLoop,
  type ExceptionContext,
  type Future,
  sleep,
  type Task,
} from "tsyncio";
import { collectUntil } from "../support/garbage.js";
import { errorOf } from "../support/thrown.js";
import { onEveryWayOfWaiting, record, virtualLoop } from "../support/ways.js";

function* failing(message = "oops"): Coroutine<void> {
  yield* sleep(1);
  throw new Error(message);
}

/** What is reported when a loop closes in which a task and a future failed, each after `ask` was given it. */
function reportsAfter(ask: (future: Future<unknown>, loop: EventLoop) => void): string[] {
  const loop = virtualLoop();
  const { takeReports } = record(loop);
  const task = loop.createTask(failing());
  const future = loop.createFuture();
  loop.runUntilComplete(sleep(5));
  future.setException(new Error("oops"));
  ask(task, loop);
  ask(future, loop);
  loop.close();
  return takeReports().map((report) => report.message);
}

const NEVER = ["Task exception was never retrieved", "Future exception was never retrieved"];

test("never retrieved: an error that nobody asked for is reported when the loop closes", () => {
  const loop = virtualLoop();
  const { takeReports } = record(loop);
  const task = loop.createTask(failing("the task's"));
  const future = loop.createFuture();
  const error = new Error("the future's");
  future.setException(error);
  loop.runUntilComplete(sleep(5));
  assert.deepEqual(takeReports(), []);
  loop.close();
  const reports = takeReports();
  const about = (what: unknown) => reports.find((report) => report.future === what);
  assert.equal(reports.length, 2);
  assert.equal(about(task)?.message, "Task exception was never retrieved");
  assert.equal(errorOf(about(task)).message, "the task's");
  assert.equal(about(future)?.message, "Future exception was never retrieved");
  assert.equal(about(future)?.exception, error);
  loop.close();
  assert.deepEqual(takeReports(), []);
});

test("never retrieved: result, exception and cancel each count as asking", () => {
  assert.deepEqual(reportsAfter(() => {}).toSorted(), NEVER.toSorted());
  assert.deepEqual(
    reportsAfter((future) => assert.throws(() => future.result(), /oops/)),
    [],
  );
  assert.deepEqual(
    reportsAfter((future) => future.exception()),
    [],
  );
  assert.deepEqual(
    reportsAfter((future) => future.cancel()),
    [],
  );
});

test("never retrieved: awaiting counts as asking; looking at the state or a done callback does not", () => {
  assert.deepEqual(
    reportsAfter((future, loop) => assert.throws(() => loop.runUntilComplete(future), /oops/)),
    [],
  );
  const messages = reportsAfter((future, loop) => {
    future.addDoneCallback(() => {});
    loop.runUntilComplete(sleep(1));
    void [future.done(), future.cancelled(), String(future)];
  });
  assert.deepEqual(messages.toSorted(), NEVER.toSorted());
});

onEveryWayOfWaiting(
  "never retrieved: an error that a waiting task was thrown is not reported",
  async (way) => {
    const { loop } = way;
    await way.run(function* () {
      const task = loop.createTask(failing());
      try {
        yield* task;
      } catch {}
    });
  },
);

onEveryWayOfWaiting("never retrieved: main's error is the caller's, who catches it or not", async (way) => {
  await assert.rejects(way.run(failing), /oops/);
  await assert.rejects(way.run(way.loop.createTask(failing())), /oops/);
});

test("never retrieved: the error of a main that a stop or a deadlock left behind is not reported twice", () => {
  const loop = virtualLoop();
  const { takeReports } = record(loop);
  const future = loop.createFuture();
  assert.throws(() => loop.runUntilComplete(future), { code: "ERR_DEADLOCK" });
  future.setException(new Error("oops"));
  loop.close();
  assert.deepEqual(
    takeReports().map((report) => report.message),
    ["Future exception was never retrieved"],
  );
});

test("never retrieved: a cancelled task or future has no error to report", () => {
  const loop = virtualLoop();
  const { takeReports } = record(loop);
  const task = loop.createTask(sleep(1000));
  const future = loop.createFuture();
  task.cancel();
  future.cancel();
  loop.runUntilComplete(sleep(1));
  loop.close();
  assert.deepEqual(takeReports(), []);
});

test("never retrieved: values that are no errors are reported as they were thrown", () => {
  const loop = virtualLoop();
  const { takeReports } = record(loop);
  loop.createTask(
    (function* (): Coroutine<void> {
      // biome-ignore lint/style/useThrowOnlyError: that is the case at hand
      throw "text";
    })(),
  );
  loop.runUntilComplete(sleep(1));
  loop.close();
  assert.deepEqual(
    takeReports().map((report) => report.exception),
    ["text"],
  );
});

test("never retrieved: the default handler prints the report with the task's name", (t) => {
  const print = t.mock.method(console, "error", () => {});
  const loop = virtualLoop();
  loop.createTask(failing(), { name: "forgotten" });
  loop.runUntilComplete(sleep(5));
  loop.close();
  assert.equal(print.mock.callCount(), 1);
  assert.match(
    String(print.mock.calls[0]?.arguments[0]),
    /Task exception was never retrieved\nfuture: <Task finished exception=Error: oops name='forgotten'>/,
  );
});

test("never retrieved: a task that is collected is reported then, once, by its description", async () => {
  const loop = virtualLoop();
  const { takeReports } = record(loop);
  const reports: ExceptionContext[] = [];
  const forget = () => {
    loop.createTask(failing(), { name: "collected" });
    loop.runUntilComplete(sleep(5));
  };
  forget();
  const done = await collectUntil(() => {
    reports.push(...takeReports());
    return reports.length > 0;
  });
  assert.ok(done, "no report");
  loop.close();
  assert.deepEqual(takeReports(), []);
  assert.equal(reports.length, 1);
  const [report] = reports;
  assert.equal(report?.message, "Task exception was never retrieved");
  assert.equal(errorOf(report).message, "oops");
  assert.equal(report?.future, undefined);
  assert.match(report?.description ?? "", /<Task finished exception=Error: oops name='collected'>/);
});

test("never retrieved: what was asked for is not reported when it is collected", async () => {
  using loop = virtualLoop();
  const { takeReports } = record(loop);
  const ref = (() => {
    const task: Task<void> = loop.createTask(failing());
    assert.throws(() => loop.runUntilComplete(task), /oops/);
    return new WeakRef(task);
  })();
  assert.ok(await collectUntil(() => ref.deref() === undefined));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(takeReports(), []);
});

test("never retrieved: errors do not pile up once they are asked for", async () => {
  using loop = virtualLoop();
  const errors: WeakRef<Error>[] = [];
  const fail = () => {
    for (let i = 0; i < 100; i++) {
      const future = loop.createFuture();
      const error = new Error(`error ${i}`);
      errors.push(new WeakRef(error));
      future.setException(error);
      future.exception();
    }
  };
  fail();
  assert.ok(await collectUntil(() => errors.every((ref) => ref.deref() === undefined)));
});
