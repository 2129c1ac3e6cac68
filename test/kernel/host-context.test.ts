import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { test } from "node:test";
import { type Coroutine, currentTask, sleep } from "tsyncio";
import { runProgram } from "../support/child.js";
import { onEveryWayOfWaiting, virtualLoop } from "../support/ways.js";

const storage = new AsyncLocalStorage<string>();

onEveryWayOfWaiting(
  "AsyncLocalStorage: a callback has the store of the moment it was scheduled",
  async (way) => {
    const { loop } = way;
    const seen: (string | undefined)[] = [];
    storage.run("a", () => {
      loop.callSoon(() => seen.push(storage.getStore()));
      loop.callLater(1, () => seen.push(storage.getStore()));
    });
    storage.run("b", () => loop.callSoon(() => seen.push(storage.getStore())));
    loop.callSoon(() => seen.push(storage.getStore()));
    await way.run(sleep(5));
    assert.deepEqual(seen, ["a", "b", undefined, "a"]);
  },
);

onEveryWayOfWaiting("AsyncLocalStorage: a task keeps its creator's store through its waits", async (way) => {
  const { loop } = way;
  function* worker(): Coroutine<(string | undefined)[]> {
    const seen = [storage.getStore()];
    yield* sleep(1);
    seen.push(storage.getStore());
    yield* sleep(0);
    seen.push(storage.getStore());
    return seen;
  }
  const a = storage.run("a", () => loop.createTask(worker()));
  const b = storage.run("b", () => loop.createTask(worker()));
  await way.run(function* () {
    assert.deepEqual(yield* a, ["a", "a", "a"]);
    assert.deepEqual(yield* b, ["b", "b", "b"]);
  });
});

onEveryWayOfWaiting(
  "AsyncLocalStorage: a child task and a done callback inherit the task's store",
  async (way) => {
    const { loop } = way;
    const seen: (string | undefined)[] = [];
    function* child(): Coroutine<void> {
      seen.push(storage.getStore());
      yield* sleep(1);
    }
    function* parent(): Coroutine<void> {
      yield* sleep(1);
      const task = loop.createTask(child());
      task.addDoneCallback(() => seen.push(storage.getStore()));
      yield* task;
      yield* sleep(1);
    }
    await way.run(storage.run("parent's", () => loop.createTask(parent())));
    assert.deepEqual(seen, ["parent's", "parent's"]);
  },
);

onEveryWayOfWaiting("AsyncLocalStorage: run() inside a task holds for what it calls only", async (way) => {
  const { loop } = way;
  await way.run(function* () {
    const seen: (string | undefined)[] = [];
    storage.run("inner", () => loop.callSoon(() => seen.push(storage.getStore())));
    seen.push(storage.getStore());
    yield* sleep(1);
    assert.deepEqual(seen, [undefined, "inner"]);
  });
});

onEveryWayOfWaiting("AsyncLocalStorage: whoever resumes a task does not lend it a store", async (way) => {
  const { loop } = way;
  const future = loop.createFuture();
  const task = loop.createTask(
    (function* (): Coroutine<string | undefined> {
      yield* future;
      return storage.getStore();
    })(),
  );
  storage.run("completer's", () => loop.callSoon(() => future.setResult()));
  assert.equal(await way.run(task), undefined);
});

onEveryWayOfWaiting(
  "AsyncLocalStorage: a loop run inside a store does not show it to what was scheduled outside",
  async (way) => {
    const { loop } = way;
    const seen: (string | undefined)[] = [];
    loop.callSoon(() => seen.push(storage.getStore()));
    await storage.run("runner's", () =>
      way.run(function* () {
        seen.push(storage.getStore());
        yield* sleep(1);
        seen.push(storage.getStore());
      }),
    );
    assert.deepEqual(seen, [undefined, "runner's", "runner's"]);
    assert.equal(storage.getStore(), undefined);
  },
);

onEveryWayOfWaiting("AsyncLocalStorage: an eager task does not change its creator's store", async (way) => {
  const { loop } = way;
  function* child(): Coroutine<void> {
    storage.enterWith("child's");
    yield* sleep(1);
  }
  await way.run(function* () {
    const task = loop.createTask(child(), { eagerStart: true });
    assert.equal(storage.getStore(), undefined);
    yield* task;
    assert.equal(storage.getStore(), undefined);
  });
});

onEveryWayOfWaiting(
  "AsyncLocalStorage: an error in a callback does not leave its store behind",
  async (way) => {
    const { loop } = way;
    const seen: (string | undefined)[] = [];
    storage.run("failing", () =>
      loop.callSoon(() => {
        throw new Error("oops");
      }),
    );
    loop.callSoon(() => seen.push(storage.getStore()));
    await way.run(sleep(1));
    assert.deepEqual(seen, [undefined]);
    assert.equal(way.takeReports().length, 1);
  },
);

test("AsyncLocalStorage: host code that awaits in a native async main keeps its store", async () => {
  using loop = virtualLoop();
  const seen = await storage.run("main's", () =>
    loop.run(async () => {
      const before = storage.getStore();
      await sleep(1);
      return [before, storage.getStore(), currentTask()?.getName()];
    }),
  );
  assert.deepEqual(seen, ["main's", "main's", undefined]);
});

test("AsyncLocalStorage: a store that was entered before the library was loaded is carried too", () => {
  for (const enter of [
    'storage.enterWith("early"); await main();',
    'await storage.run("early", () => main());',
  ]) {
    const { output, status } = runProgram(`
      import { AsyncLocalStorage } from "node:async_hooks";
      const storage = new AsyncLocalStorage();
      async function main() {
        const { newEventLoop, sleep, VirtualClock } = await import("tsyncio");
        const loop = newEventLoop({ clock: new VirtualClock() });
        loop.callSoon(() => console.log("callback", storage.getStore()));
        loop.runUntilComplete(function* () {
          yield* sleep(1);
          console.log("task", storage.getStore());
        });
        loop.close();
      }
      ${enter}
    `);
    assert.deepEqual({ output, status }, { output: "callback early\ntask early", status: 0 });
  }
});

test("AsyncLocalStorage.enterWith: the rest of a task has the store, and no other task or callback", () => {
  const { output } = runProgram(`
    import { AsyncLocalStorage } from "node:async_hooks";
    import { createTask, getRunningLoop, runSync, sleep, VirtualClock } from "tsyncio";
    const storage = new AsyncLocalStorage();
    const log = (...words) => console.log(words.map(String).join(" "));
    runSync(function* () {
      const other = createTask((function* () {
        for (let i = 0; i < 3; i++) {
          log("other", storage.getStore());
          yield* sleep(1);
        }
      })());
      getRunningLoop().callLater(1, () => log("callback", storage.getStore()));
      yield* sleep(0);
      storage.enterWith("first");
      yield* sleep(2);
      log("main", storage.getStore());
      storage.enterWith("second");
      yield* other;
      log("main", storage.getStore());
    }, { clock: new VirtualClock() });
    log("outside", storage.getStore());
  `);
  assert.deepEqual(output.split("\n"), [
    "other undefined",
    "callback undefined",
    "other undefined",
    "main first",
    "other undefined",
    "main second",
    "outside undefined",
  ]);
});
