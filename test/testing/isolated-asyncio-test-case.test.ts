import assert from "node:assert/strict";
import { test } from "node:test";
import { CancelledError, type Coroutine, type EventLoop, getRunningLoop, sleep } from "tsyncio";
import { IsolatedAsyncioTestCase, LeakError } from "tsyncio/testing";

type Registered = Map<string, () => Promise<void>>;

function register(testCase: {
  register(test: (name: string, fn: () => Promise<void>) => void): void;
}): Registered {
  const tests: Registered = new Map();
  testCase.register((name, fn) => tests.set(name, fn));
  return tests;
}

test("IsolatedAsyncioTestCase: each test has an object and a loop of its own, on which all of it runs in order", async () => {
  const steps: string[] = [];
  const loops = new Set<EventLoop>();
  const objects = new Set<object>();
  const note = (step: string) => {
    loops.add(getRunningLoop());
    steps.push(`${step} at ${getRunningLoop().time()}`);
  };
  class Steps extends IsolatedAsyncioTestCase {
    override *setUp(): Coroutine<void> {
      objects.add(this);
      yield* sleep(1);
      note("setUp");
      this.addCleanup(note, "cleanup");
      this.addCleanup(async () => {
        await sleep(1);
        note("cleanup added last");
      });
    }
    async testAsync(): Promise<void> {
      await sleep(1);
      note("testAsync");
    }
    *testGenerator(): Coroutine<void> {
      note("testGenerator");
    }
    override async tearDown(): Promise<void> {
      await sleep(1);
      note("tearDown");
    }
    notATest(): void {
      assert.fail("its name does not begin with test");
    }
  }
  const tests = register(Steps);
  assert.deepEqual([...tests.keys()], ["Steps.testAsync", "Steps.testGenerator"]);
  for (const fn of tests.values()) await fn();
  assert.deepEqual(steps, [
    "setUp at 1",
    "testAsync at 2",
    "tearDown at 3",
    "cleanup added last at 4",
    "cleanup at 4",
    "setUp at 1",
    "testGenerator at 1",
    "tearDown at 2",
    "cleanup added last at 3",
    "cleanup at 3",
  ]);
  assert.deepEqual([loops.size, objects.size], [2, 2]);
});

test("IsolatedAsyncioTestCase: if setUp fails, the test and tearDown are left out; the cleanups run", async () => {
  const steps: string[] = [];
  class Failing extends IsolatedAsyncioTestCase {
    override setUp(): void {
      this.addCleanup(() => steps.push("cleanup"));
      throw new Error("cannot set up");
    }
    testNothing(): void {
      steps.push("test");
    }
    override tearDown(): void {
      steps.push("tearDown");
    }
  }
  await assert.rejects(
    register(Failing).get("Failing.testNothing")?.() ?? Promise.resolve(),
    /cannot set up/,
  );
  assert.deepEqual(steps, ["cleanup"]);
});

test("IsolatedAsyncioTestCase: tearDown runs though the test failed, and leaks fail the test", async () => {
  let tornDown = 0;
  class Cases extends IsolatedAsyncioTestCase {
    testFails(): void {
      throw new Error("fails");
    }
    testLeaks(): void {
      getRunningLoop().callLater(1, () => {});
    }
    override tearDown(): void {
      tornDown++;
    }
  }
  const tests = register(Cases);
  await assert.rejects(tests.get("Cases.testFails")?.() as Promise<void>, /fails/);
  await assert.rejects(tests.get("Cases.testLeaks")?.() as Promise<void>, LeakError);
  assert.equal(tornDown, 2);
});

test("IsolatedAsyncioTestCase: a class that extends another has its tests too, and its own options", async () => {
  class Base extends IsolatedAsyncioTestCase {
    testOfBase(): void {}
  }
  class Derived extends Base {
    static override options = { leaks: "ignore" } as const;
    testOfDerived(): void {
      getRunningLoop().callLater(1, () => {});
    }
  }
  const tests = register(Derived);
  assert.deepEqual([...tests.keys()], ["Derived.testOfBase", "Derived.testOfDerived"]);
  for (const fn of tests.values()) await fn();
});

test("IsolatedAsyncioTestCase: the signal of the runner's context cancels the test, and tearDown still runs", async () => {
  const controller = new AbortController();
  const steps: string[] = [];
  class Late extends IsolatedAsyncioTestCase {
    *testSleeps(): Coroutine<void> {
      getRunningLoop().callLater(10, () => controller.abort());
      yield* sleep(1000);
    }
    override *tearDown(): Coroutine<void> {
      yield* sleep(1);
      steps.push(`tearDown at ${getRunningLoop().time()}`);
    }
  }
  const fn = register(Late).get("Late.testSleeps") as (context?: unknown) => Promise<void>;
  assert.equal(fn.length, 0);
  await assert.rejects(fn({ signal: controller.signal }), CancelledError);
  assert.deepEqual(steps, ["tearDown at 11"]);
});

test("IsolatedAsyncioTestCase.register: refuses a class without tests", () => {
  class Empty extends IsolatedAsyncioTestCase {}
  assert.throws(() => register(Empty), {
    name: "TypeError",
    message: 'Cannot register Empty: it has no method whose name begins with "test"',
  });
});
