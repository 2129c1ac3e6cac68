/* The rows of docs/exploring-schedules.md that compare explore with the scheduler of fast-check. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type Coroutine, gather, getRunningLoop, HostPromiseError, sleep } from "tsyncio";
import { ExplorationError, explore } from "tsyncio/testing";
import { thrownBy } from "../../support/thrown.js";

/** Finds in how many turns of the host a promise settles, if it does. */
async function settles(promise: Promise<unknown>): Promise<boolean> {
  let isSettled = false;
  promise.then(
    () => {
      isSettled = true;
    },
    () => {},
  );
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  return isSettled;
}

describe("explore and fast-check's scheduler", () => {
  test("what is reordered: each step of each task; of fast-check, the promises that were given to it", async () => {
    // A wait that was not given to the scheduler: `await null`.
    const details = await fc.check(
      fc.asyncProperty(fc.scheduler(), async (s) => {
        const { slow, late, isRight } = nativeDeposits(async () => {
          await null;
        });
        const all = Promise.all([s.schedule(Promise.resolve()).then(slow), late()]);
        await s.waitFor(all);
        assert.ok(isRight());
      }),
      { numRuns: 500 },
    );
    assert.equal(details.failed, false);
    assert.ok(thrownBy(() => explore(deposits)) instanceof ExplorationError);
  });

  test("both find the race where all waits are given to fast-check's scheduler", async () => {
    const details = await fc.check(
      fc.asyncProperty(fc.scheduler(), async (s) => {
        const { slow, late, isRight } = nativeDeposits(() => s.schedule(Promise.resolve()));
        await s.waitFor(Promise.all([slow(), late()]));
        assert.ok(isRight());
      }),
      { numRuns: 500 },
    );
    assert.ok(details.failed);
  });

  test("time: an hour of sleep(ms) takes none; with fast-check's, timers are the host's", async () => {
    explore(
      function* () {
        yield* sleep(3_600_000);
        assert.equal(getRunningLoop().time(), 3_600_000);
      },
      { runs: 1 },
    );
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (s) => {
        let timer: NodeJS.Timeout | undefined;
        const hour = new Promise((resolve) => {
          timer = setTimeout(resolve, 3_600_000);
        });
        assert.equal(await settles(s.waitFor(hour)), false);
        clearTimeout(timer);
      }),
      { numRuns: 1 },
    );
  });

  test("a deadlock: an error that says who waits for what; with fast-check's, a promise that never settles", async () => {
    const error = thrownBy(() =>
      explore(function* () {
        yield* getRunningLoop().createFuture();
      }),
    );
    assert.match(String(error), /DeadlockError[\s\S]*waits for <Future pending>/);
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (s) => {
        assert.equal(await settles(s.waitFor(new Promise(() => {}))), false);
      }),
      { numRuns: 1 },
    );
  });

  test("native async functions: fast-check's only", () => {
    assert.throws(() => explore((async () => {}) as never), HostPromiseError);
  });
});

function* deposits(): Coroutine<void> {
  let balance = 0;
  function* slow(): Coroutine<void> {
    const before = balance;
    yield* sleep(0);
    balance = before + 1;
  }
  function* late(): Coroutine<void> {
    for (let i = 0; i < 3; i++) yield* sleep(0);
    balance++;
  }
  yield* gather([slow(), late()]);
  assert.equal(balance, 2);
}

/** {@link deposits}, in native code. */
function nativeDeposits(wait: () => Promise<void>) {
  let balance = 0;
  return {
    slow: async () => {
      const before = balance;
      await wait();
      balance = before + 1;
    },
    late: async () => {
      for (let i = 0; i < 3; i++) await wait();
      balance++;
    },
    isRight: () => balance === 2,
  };
}
