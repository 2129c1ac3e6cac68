import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  CancelledError,
  ConcurrentFuture,
  ensureFuture,
  futuresAsCompleted,
  newEventLoop,
  ThreadPoolExecutor,
  waitForFutures,
  wrapFuture,
} from "tsyncio";
import { ways } from "../drivers/ways.js";
import { fail, hold } from "./fixtures/tasks.js";
import { newFlag, raise } from "./flag.js";
import { tasks } from "./targets.js";

describe("ConcurrentFuture", () => {
  test("setResult: completes it once, and who waits gets the result, by every way", async () => {
    const future = new ConcurrentFuture<number>();
    assert.deepEqual([future.done(), future.running(), future.cancelled()], [false, false, false]);
    const awaited = future.then((value) => value + 1);
    future.setResult(1);
    assert.equal(await awaited, 2);
    assert.equal(await future, 1);
    assert.equal(future.result(), 1);
    assert.equal(future.result(0), 1);
    assert.equal(future.exception(), null);
    assert.throws(() => future.setResult(2), {
      name: "InvalidStateError",
      message: "Cannot set a result on <ConcurrentFuture finished result=1>: ask done() first",
    });
    assert.throws(() => future.setException(new Error("late")), { name: "InvalidStateError" });
    assert.equal(future.cancel(), false);
  });

  test("setException: who waits gets the error", async () => {
    const error = new RangeError("no");
    const future = new ConcurrentFuture<number>();
    future.setException(error);
    assert.equal(future.exception(), error);
    assert.throws(
      () => future.result(),
      (thrown) => thrown === error,
    );
    await assert.rejects(
      async () => future,
      (thrown) => thrown === error,
    );
    assert.throws(() => new ConcurrentFuture().setException("text" as unknown as Error), {
      name: "TypeError",
      message: 'Cannot set "text" as an exception of <ConcurrentFuture pending>: an Error is expected',
    });
  });

  test("cancel: who waits gets a CancelledError with the message", async () => {
    const future = new ConcurrentFuture<number>();
    const awaited = assert.rejects(async () => future, { name: "CancelledError", message: "enough" });
    assert.equal(future.cancel("enough"), true);
    await awaited;
    assert.equal(future.cancelled(), true);
    assert.throws(() => future.result(), { name: "CancelledError", message: "enough" });
    assert.throws(() => future.exception(), CancelledError);
    assert.equal(future.setRunningOrNotifyCancel(), false);
  });

  test("setRunningOrNotifyCancel: it runs from then on, once", () => {
    const future = new ConcurrentFuture<number>();
    assert.equal(future.setRunningOrNotifyCancel(), true);
    assert.equal(future.running(), true);
    assert.throws(() => future.setRunningOrNotifyCancel(), {
      message: "Cannot begin <ConcurrentFuture running>: ask done() first",
    });
    future.setResult(1);
    assert.equal(future.running(), false);
  });

  test("result, exception: TimeoutError after the timeout, and it goes on", () => {
    const future = new ConcurrentFuture<number>();
    for (const take of [() => future.result(1), () => future.exception(0)]) {
      assert.throws(take, {
        name: "TimeoutError",
        message: /^<ConcurrentFuture pending> is not done within [01] ms; it goes on$/,
      });
    }
    assert.throws(() => future.result(Number.NaN), {
      name: "RangeError",
      message: "Cannot take the result of <ConcurrentFuture pending>: the timeout is NaN",
    });
    future.setResult(1);
  });

  test("addDoneCallback: called at once if done, else when it is; what it throws is printed", (context) => {
    const printed = context.mock.method(console, "error", () => {});
    const future = new ConcurrentFuture<number>();
    const seen: string[] = [];
    const removed = () => seen.push("removed");
    future.addDoneCallback(removed);
    future.addDoneCallback(removed);
    assert.equal(future.removeDoneCallback(removed), 2);
    future.addDoneCallback(() => {
      throw new RangeError("in a callback");
    });
    future.addDoneCallback((same) => seen.push(`first ${same.result()}`));
    future.setResult(1);
    future.addDoneCallback(() => seen.push("late"));
    assert.deepEqual(seen, ["first 1", "late"]);
    assert.equal(printed.mock.callCount(), 1);
    assert.throws(() => future.addDoneCallback(5 as never), {
      message: "Cannot add number as a done callback: a function is expected",
    });
  });

  for (const way of ways) {
    test(`yield*, wrapFuture, ensureFuture: a loop follows it, ${way.name}`, async () => {
      using loop = newEventLoop();
      const [first, second, third] = [1, 2, 3].map(() => new ConcurrentFuture<number>());
      assert.ok(first && second && third);
      const sum = await way.run(loop, function* () {
        loop.callSoon(() => first.setResult(1));
        loop.callSoon(() => second.setResult(2));
        loop.callSoon(() => third.setResult(3));
        return (yield* first) + (yield* wrapFuture(second)) + (yield* ensureFuture(third));
      });
      assert.equal(sum, 6);
    });

    test(`cancelling what follows it cancels it, ${way.name}`, async () => {
      using loop = newEventLoop();
      const future = new ConcurrentFuture<number>();
      await way.run(loop, function* () {
        const follower = wrapFuture(future);
        loop.callSoon(() => follower.cancel());
        try {
          yield* follower;
          assert.fail("was cancelled");
        } catch (error) {
          assert.ok(error instanceof CancelledError);
        }
      });
      assert.equal(future.cancelled(), true);
    });
  }
});

describe("waitForFutures", () => {
  const [done, failed, pending] = [1, 2, 3].map(() => new ConcurrentFuture<number>());
  assert.ok(done && failed && pending);
  done.setResult(1);
  failed.setException(new Error("no"));

  test("FIRST_COMPLETED, FIRST_EXCEPTION: returns without waiting for the rest", () => {
    assert.equal(
      waitForFutures([done, pending], { returnWhen: "FIRST_COMPLETED" }).notDone.has(pending),
      true,
    );
    assert.equal(waitForFutures([failed, pending], { returnWhen: "FIRST_EXCEPTION" }).done.has(failed), true);
  });

  test("blocks until other threads have done what is waited for", () => {
    using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
    const [first, second] = [newFlag(), newFlag()];
    const one = pool.submit(tasks(hold<string>), newFlag(), first, "one");
    const two = pool.submit(tasks(hold<string>), newFlag(), second, "two");
    assert.equal(waitForFutures([one, two], { timeout: 5 }).done.size, 0);
    raise(second);
    assert.deepEqual([...waitForFutures([one, two], { returnWhen: "FIRST_COMPLETED" }).done], [two]);
    raise(first);
    assert.equal(waitForFutures([one, two]).notDone.size, 0);
    const errors = [1, 2].map(() => pool.submit(tasks(fail), "no"));
    assert.notEqual(waitForFutures(errors, { returnWhen: "FIRST_EXCEPTION" }).done.size, 0);
    for (const error of errors) assert.equal(error.exception()?.message, "no");
  });

  test("futuresAsCompleted: in the order in which other threads complete them", () => {
    using pool = new ThreadPoolExecutor({ maxWorkers: 3 });
    const flags = [newFlag(), newFlag(), newFlag()];
    const futures = flags.map((flag, i) => pool.submit(tasks(hold<number>), newFlag(), flag, i));
    const seen: number[] = [];
    raise(flags[2] as Int32Array);
    for (const future of futuresAsCompleted(futures)) {
      seen.push(future.result());
      const next = flags[[1, 0][seen.length - 1] ?? 0];
      if (next !== undefined) raise(next);
    }
    assert.deepEqual(seen, [2, 1, 0]);
  });

  test("what is no ConcurrentFuture, and no such moment, is refused at the call", () => {
    for (const wrong of [5, Promise.resolve()]) {
      const refused = {
        name: "TypeError",
        message: `Cannot block for ${wrong}: a ConcurrentFuture is expected`,
      };
      assert.throws(() => waitForFutures([done, wrong as never]), refused);
      assert.throws(() => futuresAsCompleted([wrong as never]), refused);
    }
    assert.throws(() => waitForFutures([done], { returnWhen: "FIRST" as never }), {
      name: "RangeError",
      message:
        "Cannot wait for futures until FIRST: FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED are known",
    });
    assert.throws(() => futuresAsCompleted([done], { timeout: Number.NaN }), RangeError);
  });

  test("timeout: no error", () => {
    const result = waitForFutures([done, pending], { timeout: 1 });
    assert.deepEqual([[...result.done], [...result.notDone]], [[done], [pending]]);
    assert.throws(() => failed.result(), { message: "no" });
  });

  test("futuresAsCompleted: TimeoutError if some are not done in time", () => {
    const seen: unknown[] = [];
    assert.throws(
      () => {
        for (const future of futuresAsCompleted([pending, done], { timeout: 1 })) seen.push(future);
      },
      { name: "TimeoutError", message: "1 of 2 futures are not done within 1 ms" },
    );
    assert.deepEqual(seen, [done]);
  });
});
