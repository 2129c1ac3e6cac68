/* A suite that runs under each runner: what it is to find is in runners.test.ts. */
import assert from "node:assert/strict";
import { type Coroutine, createTask, Event, getEventLoop, getRunningLoop, sleep } from "tsyncio";
import { explore, hermetic, IsolatedAsyncioTestCase, isolated } from "tsyncio/testing";
import { lostUpdate } from "../explore/planted-bugs.js";

const HOUR = 3_600_000;

/** Registers the suite. */
export function registerSuite(test: (name: string, fn: () => Promise<void>) => unknown): void {
  test(
    "a coroutine in virtual time",
    isolated(function* () {
      yield* sleep(HOUR);
      assert.equal(getRunningLoop().time(), HOUR);
    }),
  );

  test(
    "a native async function, with a loop that is new and current",
    isolated(async () => {
      assert.equal(getRunningLoop().time(), 0);
      assert.equal(getEventLoop(), getRunningLoop());
      await sleep(HOUR);
      assert.equal(getRunningLoop().time(), HOUR);
    }),
  );

  test(
    "real I/O holds virtual time",
    isolated(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      assert.equal(getRunningLoop().time(), 0);
    }),
  );

  test(
    "real time",
    isolated(
      function* () {
        yield* sleep(1);
      },
      { clock: "real" },
    ),
  );

  test(
    "fails: leaves a task",
    isolated(function* () {
      function* forgotten(): Coroutine<void> {
        yield* sleep(HOUR);
      }
      createTask(forgotten(), { name: "forgotten" });
    }),
  );

  test(
    "fails: waits for a promise that nothing settles",
    isolated(async function neverSettles() {
      await new Promise(() => {});
    }),
  );

  test(
    "fails: waits for ever",
    isolated(function* () {
      yield* new Event().wait();
    }),
  );

  test("explore finds a race", async () => {
    assert.throws(() => explore(lostUpdate), { name: "ExplorationError", schedule: /^\d+:\d\+$/ });
  });

  test("hermetic runs a module, and says how it fails", async () => {
    const modules = new URL("../hermetic/modules/", import.meta.url);
    await hermetic(new URL("ends.js", modules), { now: 1_000 });
    await assert.rejects(hermetic(new URL("fails-late.js", modules)), { name: "AssertionError" });
  });

  class Methods extends IsolatedAsyncioTestCase {
    private hasSetUp = false;
    override async setUp(): Promise<void> {
      await sleep(1);
      this.hasSetUp = true;
    }
    *testRunsAfterSetUp(): Coroutine<void> {
      assert.ok(this.hasSetUp);
      yield* sleep(1);
    }
    async testHasALoopOfItsOwn(): Promise<void> {
      assert.equal(getRunningLoop().time(), 1);
    }
  }
  Methods.register(test);
}
