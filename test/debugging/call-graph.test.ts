import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  type Coroutine,
  captureCallGraph,
  createTask,
  currentTask,
  formatCallGraph,
  gather,
  run,
  type StackEntry,
  shield,
  sleep,
  type Task,
} from "tsyncio";
import { startWith } from "tsyncio/managed";

type Waits<T = void> = Coroutine<T>;

const FILE = new URL("../../../test/debugging/call-graph.test.ts", import.meta.url);

/** The line of this file that ends with such a comment, counted from 1. */
function lineOf(mark: string): number {
  const lines = readFileSync(FILE, "utf8").split("\n");
  return lines.findIndex((line) => line.endsWith(`// ${mark}`)) + 1;
}

function* leaf(): Waits {
  yield* sleep(10); // leaf
}

function* middle(): Waits {
  yield* leaf(); // middle
}

function* outermost(): Waits<string> {
  yield* middle(); // outermost
  return "done";
}

/** A call of an async function, as it is compiled. */
function managed(): PromiseLike<string> {
  return startWith(
    function* managed$(): Generator<unknown, string, unknown> {
      yield sleep(10); // managed
      return "done";
    },
    undefined,
    [],
  );
}

function namesOf(entries: readonly StackEntry[]): string[] {
  return entries.map(({ functionName }) => functionName);
}

describe("Task.getStack", () => {
  test("tells where each function waits, the one that waits first before who called it", async () => {
    await run(function* () {
      const task = createTask(outermost());
      yield* sleep(0);
      const stack = task.getStack();
      assert.deepEqual(namesOf(stack), ["leaf", "middle", "outermost"]);
      assert.deepEqual(
        stack.map(({ line }) => line),
        ["leaf", "middle", "outermost"].map(lineOf),
      );
      for (const { url, column } of stack) {
        assert.equal(fileURLToPath(url), fileURLToPath(FILE));
        assert.ok(column > 1);
      }
      yield* task;
    });
  });

  test("is as exact after a resume, of which the innermost function alone has part", async () => {
    await run(function* () {
      const task = createTask(
        (function* again(): Waits {
          yield* sleep(0);
          yield* leaf();
        })(),
      );
      for (let i = 0; i < 5; i++) yield* sleep(0);
      assert.deepEqual(namesOf(task.getStack()), ["leaf", "again"]);
      yield* task;
    });
  });

  test("gives async functions the names that they have in the source", async () => {
    await run(function* () {
      const task = createTask(managed());
      yield* sleep(0);
      const [entry] = task.getStack();
      assert.deepEqual([entry?.functionName, entry?.line], ["managed", lineOf("managed")]);
      yield* task;
    });
  });

  test("is the beginning of its function if the task has not begun, and empty if it runs or is done", async () => {
    await run(function* () {
      const task = createTask(outermost());
      assert.deepEqual(namesOf(task.getStack()), ["outermost"]);
      assert.deepEqual(currentTask()?.getStack(), []);
      yield* task;
      assert.deepEqual(task.getStack(), []);
    });
  });

  test("leaves nothing behind for who asks the inspector", async () => {
    const inspector = process.getBuiltinModule("node:inspector");
    const names = Object.keys(inspector);
    await run(function* () {
      const task = createTask(leaf());
      yield* sleep(0);
      task.getStack();
      yield* task;
    });
    assert.deepEqual(Object.keys(inspector), names);
  });
});

describe("captureCallGraph", () => {
  test("tells who waits for a task, through futures that combine others, and who for them", async () => {
    await run(function* () {
      const inner = createTask(leaf(), { name: "inner" });
      const group = createTask(
        (function* grouping(): Waits {
          yield* gather([shield(inner), sleep(1)]);
        })(),
        { name: "group" },
      );
      const other = createTask(
        (function* waiting(): Waits {
          yield* group;
        })(),
        { name: "other" },
      );
      for (let i = 0; i < 4; i++) yield* sleep(0);
      const graph = captureCallGraph(inner);
      assert.equal(graph?.future, inner);
      assert.deepEqual(namesOf(graph?.callStack ?? []), ["leaf"]);
      const [byGroup] = graph?.awaitedBy ?? [];
      assert.equal(byGroup?.future, group);
      assert.deepEqual(namesOf(byGroup?.callStack ?? []), ["grouping"]);
      assert.deepEqual(
        byGroup?.awaitedBy.map(({ future }) => future),
        [other],
      );
      yield* other;
    });
  });

  test("of tasks that wait for each other in a circle, it goes around once", async () => {
    await run(function* () {
      const tasks: Task<void>[] = [];
      function* waitFor(index: number): Waits {
        yield* sleep(0);
        yield* shield(tasks[index] as Task<void>);
      }
      tasks.push(createTask(waitFor(1)), createTask(waitFor(0)));
      for (let i = 0; i < 4; i++) yield* sleep(0);
      const graph = captureCallGraph(tasks[0]);
      assert.equal(graph?.awaitedBy[0]?.future, tasks[1]);
      assert.deepEqual(graph?.awaitedBy[0]?.awaitedBy, []);
      for (const task of tasks) task.cancel();
      yield* sleep(0);
    });
  });

  test("is of the running task by default, and null where none runs", async () => {
    assert.equal(captureCallGraph(), null);
    assert.equal(formatCallGraph(), "");
    await run(function* () {
      assert.equal(captureCallGraph()?.future, currentTask());
    });
  });

  test("a limit leaves out who called", async () => {
    await run(function* () {
      const task = createTask(outermost());
      yield* sleep(0);
      assert.deepEqual(namesOf(captureCallGraph(task, { limit: 2 })?.callStack ?? []), ["leaf", "middle"]);
      yield* task;
    });
  });
});

test("formatCallGraph puts each task above those that wait for it", async () => {
  await run(function* () {
    const inner = createTask(leaf(), { name: "inner" });
    const outer = createTask(
      (function* waiting(): Waits {
        yield* shield(inner);
      })(),
      { name: "outer" },
    );
    for (let i = 0; i < 3; i++) yield* sleep(0);
    assert.equal(
      formatCallGraph(inner).replace(/\(.*\)/g, "(…)"),
      [
        "* <Task pending name='inner'>",
        "  + Call stack:",
        "  |   at leaf (…)",
        "  + Awaited by:",
        "    * <Task pending name='outer'>",
        "      + Call stack:",
        "      |   at waiting (…)",
      ].join("\n"),
    );
    yield* outer;
  });
});
