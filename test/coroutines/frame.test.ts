import assert from "node:assert/strict";
import { test } from "node:test";
import { type Coroutine, currentTask, sleep } from "tsyncio";
import { runProgram } from "../support/child.js";
import { onEveryWayOfWaiting } from "../support/ways.js";

const DEPTH = 50;

/** Calls `leaf` through `depth` levels of yield*. */
function* nest<T>(depth: number, leaf: () => Coroutine<T>): Coroutine<T> {
  return depth === 0 ? yield* leaf() : yield* nest(depth - 1, leaf);
}

function* numbers(count: number): Generator<number, string, void> {
  for (let i = 0; i < count; i++) yield i;
  return "numbers end";
}

onEveryWayOfWaiting("yield*: waits and results pass through many levels", async (way) => {
  function* leaf(): Coroutine<string> {
    const parts: (string | undefined)[] = [yield* sleep(1, "a"), yield* sleep(0, "b"), yield* sleep(0)];
    return parts.join("-");
  }
  assert.equal(await way.run(nest(DEPTH, leaf)), "a-b-");
});

onEveryWayOfWaiting("yield*: each level gets its callee's result", async (way) => {
  function* count(depth: number): Coroutine<number> {
    yield* sleep(depth % 3);
    return depth === 0 ? 0 : 1 + (yield* count(depth - 1));
  }
  assert.equal(await way.run(count(DEPTH)), DEPTH);
});

onEveryWayOfWaiting("yield*: recursion 1500 levels deep", async (way) => {
  function* count(depth: number): Coroutine<number> {
    if (depth > 0) return 1 + (yield* count(depth - 1));
    yield* sleep(1);
    yield* sleep(0);
    return 0;
  }
  assert.equal(await way.run(count(1500)), 1500);
});

onEveryWayOfWaiting("yield*: two tasks deep in the same functions do not mix", async (way) => {
  const { loop } = way;
  const log: string[] = [];
  function* leaf(name: string): Coroutine<string> {
    for (let i = 0; i < 3; i++) {
      yield* sleep(i % 2);
      log.push(`${name}${i}`);
    }
    return name;
  }
  const tasks = ["a", "b"].map((name) => loop.createTask(nest(DEPTH, () => leaf(name))));
  await way.run(function* () {
    const results: string[] = [];
    for (const task of tasks) results.push(yield* task);
    assert.deepEqual(results, ["a", "b"]);
  });
  assert.deepEqual(log, ["a0", "b0", "a1", "b1", "a2", "b2"]);
});

onEveryWayOfWaiting(
  "throw: an error passes the finally blocks of every level, innermost first",
  async (way) => {
    const log: number[] = [];
    const error = new Error("oops");
    function* level(depth: number): Coroutine<void> {
      try {
        if (depth < DEPTH) yield* level(depth + 1);
        else {
          yield* sleep(1);
          throw error;
        }
      } finally {
        log.push(depth);
      }
    }
    await assert.rejects(way.run(level(0)), (thrown) => thrown === error);
    assert.deepEqual(
      log,
      Array.from({ length: DEPTH + 1 }, (_, i) => DEPTH - i),
    );
  },
);

onEveryWayOfWaiting(
  "throw: a cancellation passes every level too, and finally blocks may wait",
  async (way) => {
    const { loop } = way;
    const log: number[] = [];
    function* level(depth: number): Coroutine<void> {
      try {
        if (depth < DEPTH) yield* level(depth + 1);
        else yield* sleep(1000);
      } finally {
        yield* sleep(depth % 2);
        log.push(depth);
      }
    }
    const task = loop.createTask(level(0));
    loop.callLater(1, () => task.cancel());
    await assert.rejects(way.run(task), { name: "CancelledError" });
    assert.deepEqual(
      log,
      Array.from({ length: DEPTH + 1 }, (_, i) => DEPTH - i),
    );
  },
);

onEveryWayOfWaiting("catch: a level that catches goes on, and those above never know", async (way) => {
  const log: string[] = [];
  function* level(depth: number): Coroutine<number> {
    if (depth === DEPTH) {
      yield* sleep(1);
      throw new Error("oops");
    }
    try {
      return 1 + (yield* level(depth + 1));
    } catch (error) {
      if (depth % 10 !== 5) throw error;
      log.push(`caught at ${depth}`);
      yield* sleep(1);
      return yield* sleep(0, 1);
    }
  }
  assert.equal(await way.run(level(0)), 46);
  assert.deepEqual(log, ["caught at 45"]);
});

onEveryWayOfWaiting("catch: an error thrown while handling an error, level by level", async (way) => {
  function* level(depth: number): Coroutine<never> {
    try {
      if (depth < DEPTH) return yield* level(depth + 1);
      yield* sleep(1);
      throw new Error("bottom");
    } catch (cause) {
      yield* sleep(0);
      throw new Error(`level ${depth}`, { cause });
    }
  }
  await assert.rejects(way.run(level(0)), (error: Error) => {
    let count = 0;
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) count++;
    assert.equal(error.message, "level 0");
    assert.equal(count, DEPTH + 2);
    return true;
  });
});

onEveryWayOfWaiting("finally: a return in a finally block replaces the error", async (way) => {
  function* inner(): Coroutine<string> {
    try {
      yield* sleep(1);
      throw new Error("replaced");
    } finally {
      // biome-ignore lint/correctness/noUnsafeFinally: that is the case at hand
      return "from finally";
    }
  }
  assert.equal(await way.run(nest(DEPTH, inner)), "from finally");
});

onEveryWayOfWaiting("yield*: a callee that never waits costs no iteration", async (way) => {
  const log: string[] = [];
  function* plain(): Coroutine<number> {
    return 1;
  }
  await way.run(function* () {
    way.loop.callSoon(() => log.push("next iteration"));
    let sum = 0;
    for (let i = 0; i < 100; i++) sum += yield* nest(5, plain);
    log.push(`sum ${sum}`);
    yield* sleep(1);
  });
  assert.deepEqual(log, ["sum 100", "next iteration"]);
});

onEveryWayOfWaiting("yield*: one generator object can be made here and called there", async (way) => {
  function* leaf(): Coroutine<string> {
    return yield* sleep(1, "made outside");
  }
  const outside = leaf();
  const pieces = nest(3, () => outside);
  await way.run(function* () {
    yield* sleep(1);
    assert.equal(yield* pieces, "made outside");
  });
});

onEveryWayOfWaiting("generators: for…of, spread and destructuring work in a task as ever", async (way) => {
  await way.run(function* () {
    const seen: number[] = [];
    for (const n of numbers(4)) {
      yield* sleep(n % 2);
      seen.push(n);
    }
    assert.deepEqual(seen, [0, 1, 2, 3]);
    assert.deepEqual([...numbers(3)], [0, 1, 2]);
    const [first, second] = numbers(10);
    assert.deepEqual([first, second], [0, 1]);
    assert.deepEqual(new Set(numbers(3)), new Set([0, 1, 2]));
    assert.deepEqual(Array.from(numbers(3)), [0, 1, 2]);
    assert.equal(Math.max(...numbers(5)), 4);
    yield* sleep(1);
  });
});

onEveryWayOfWaiting("generators: a loop left early runs the generator's finally block", async (way) => {
  const log: string[] = [];
  function* careful(): Generator<number> {
    try {
      yield 1;
      yield 2;
    } finally {
      log.push("cleaned up");
    }
  }
  await way.run(function* () {
    for (const _ of careful()) {
      yield* sleep(1);
      break;
    }
    const [first] = careful();
    assert.equal(first, 1);
    try {
      for (const _ of careful()) throw new Error("oops");
    } catch {
      log.push("caught");
    }
    yield* sleep(1);
  });
  assert.deepEqual(log, ["cleaned up", "cleaned up", "cleaned up", "caught"]);
});

onEveryWayOfWaiting(
  "generators: delegation among ordinary generators keeps values sent and thrown",
  async (way) => {
    function* inner(): Generator<string, string, number> {
      let sum = 0;
      try {
        for (;;) sum += yield `sum ${sum}`;
      } catch (error) {
        return `${(error as Error).message} at ${sum}`;
      }
    }
    function* outer(): Generator<string, string, number> {
      return `outer: ${yield* inner()}`;
    }
    await way.run(function* () {
      yield* sleep(1);
      const generator = outer();
      assert.deepEqual(generator.next(), { done: false, value: "sum 0" });
      assert.deepEqual(generator.next(5), { done: false, value: "sum 5" });
      assert.deepEqual(generator.next(2), { done: false, value: "sum 7" });
      assert.deepEqual(generator.throw(new Error("stop")), { done: true, value: "outer: stop at 7" });
      const other = outer();
      other.next();
      assert.deepEqual(other.return("left"), { done: true, value: "left" });
      yield* sleep(1);
    });
  },
);

onEveryWayOfWaiting(
  "generators: a generator begun outside of a task can be ended inside, and the other way",
  async (way) => {
    const outside = numbers(3);
    outside.next();
    let inside: Generator<number> | null = null;
    await way.run(function* () {
      assert.deepEqual([...outside], [1, 2]);
      inside = numbers(3);
      for (const n of inside) if (n === 0) break;
      inside = numbers(3);
      inside.next();
      yield* sleep(1);
    });
    assert.deepEqual([...(inside as unknown as Generator<number>)], [1, 2]);
  },
);

onEveryWayOfWaiting("generators: iterator methods of the iterable are those of a generator", async (way) => {
  await way.run(function* () {
    const iterator = numbers(2)[Symbol.iterator]() as IterableIterator<number>;
    assert.equal(iterator[Symbol.iterator](), iterator);
    assert.deepEqual([...iterator], [0, 1]);
  });
});

onEveryWayOfWaiting(
  "bare yield: is an error thrown in where it stands, which says to write yield*",
  async (way) => {
    for (const value of [5, undefined, "text", Symbol("s"), sleep(1), Promise.resolve()]) {
      await way.run(function* () {
        let caught: unknown;
        try {
          yield value as never;
        } catch (error) {
          caught = error;
        }
        const { name, code, message } = caught as Error & { code: string };
        assert.deepEqual([name, code], ["RuntimeError", "ERR_BAD_YIELD"]);
        assert.match(message, /Task got bad yield: .*yield\*/s);
        yield* sleep(1);
      });
    }
  },
);

onEveryWayOfWaiting("bare yield: of an object that has no string form harms nobody else", async (way) => {
  const other = way.loop.createTask(sleep(5, "fine"));
  await way.run(function* () {
    let caught: unknown;
    try {
      yield Object.create(null) as never;
    } catch (error) {
      caught = error;
    }
    assert.equal((caught as { code?: string }).code, "ERR_BAD_YIELD");
    assert.equal(yield* other, "fine");
  });
});

onEveryWayOfWaiting(
  "bare yield: uncaught, it ends the task; deep down, it passes every level",
  async (way) => {
    const log: string[] = [];
    function* leaf(): Coroutine<void> {
      yield* sleep(1);
      yield 5 as never;
    }
    function* middle(): Coroutine<void> {
      try {
        yield* leaf();
      } finally {
        log.push("finally");
      }
    }
    await assert.rejects(way.run(nest(DEPTH, middle)), { code: "ERR_BAD_YIELD", message: /bad yield: 5/ });
    assert.deepEqual(log, ["finally"]);
  },
);

// --- coroutines misused

function* coroutine(): Coroutine<string> {
  yield* sleep(1);
  return "done";
}

const MISUSES: Record<string, () => void> = {
  "for…of": () => {
    for (const _ of coroutine()) assert.ok(true);
  },
  "for…of with break": () => {
    for (const _ of coroutine()) break;
  },
  spread: () => {
    void [...coroutine()];
  },
  destructuring: () => {
    const [_] = coroutine();
  },
  "next()": () => {
    coroutine().next();
  },
};

for (const [how, misuse] of Object.entries(MISUSES)) {
  onEveryWayOfWaiting(`coroutine misused with ${how}: a RuntimeError in that task`, async (way) => {
    const { loop } = way;
    const main = loop.createTask(
      (function* (): Coroutine<string> {
        misuse();
        yield* sleep(1);
        return "not reached";
      })(),
    );
    const other = loop.createTask(nest(5, coroutine));
    await assert.rejects(way.run(main), {
      name: "RuntimeError",
      code: "ERR_WAIT_LOST",
      message: /wait for .* was not passed on.*yield\*/,
    });
    assert.equal(await way.run(other), "done");
  });

  onEveryWayOfWaiting(`coroutine misused with ${how}: no other task pays for it`, async (way) => {
    const { loop } = way;
    const main = loop.createTask(
      (function* (): Coroutine<void> {
        misuse();
      })(),
    );
    const other = loop.createTask(nest(5, coroutine));
    assert.equal(await way.run(other), "done");
    assert.equal((main.exception() as { code?: string } | null)?.code, "ERR_WAIT_LOST");
  });

  onEveryWayOfWaiting(`coroutine misused with ${how}: nor does any if the task then throws`, async (way) => {
    const { loop } = way;
    const main = loop.createTask(
      (function* (): Coroutine<void> {
        try {
          misuse();
        } finally {
          // biome-ignore lint/correctness/noUnsafeFinally: that is the case at hand
          throw new Error("its own");
        }
      })(),
    );
    const other = loop.createTask(nest(5, coroutine));
    assert.equal(await way.run(other), "done");
    assert.equal(main.exception()?.message, "its own");
  });
}

const PRELUDE = `
  import { newEventLoop, sleep, VirtualClock } from "tsyncio";
  const loop = newEventLoop({ clock: new VirtualClock() });
  function* coroutine(ms) { yield* sleep(ms); return "done"; }
  function* deeper(ms) { return yield* coroutine(ms); }
`;

for (const misuse of [
  "for (const _ of coroutine(1)) {}",
  "for (const _ of coroutine(0)) {}",
  "[...deeper(1)];",
  "const [x] = coroutine(1); yield* sleep(1);",
  "for (const _ of deeper(1)) yield* sleep(1);",
]) {
  test(`coroutine misused: after \`${misuse}\` was caught, the task goes on`, () => {
    const { output, status } = runProgram(`${PRELUDE}
      function* wrong() { ${misuse} }
      console.log(loop.runUntilComplete(function* () {
        try {
          yield* wrong();
        } catch (error) {
          console.log(error.code);
        }
        yield* sleep(1);
        return yield* deeper(5);
      }));
      loop.close();
    `);
    assert.deepEqual({ output, status }, { output: "ERR_WAIT_LOST\ndone", status: 0 });
  });
}

test("generators: outside of tasks nothing is changed for them", () => {
  const { output, status } = runProgram(`
    const native = Object.getPrototypeOf(function* () {}).prototype;
    const { newEventLoop } = await import("tsyncio");
    newEventLoop().close();
    function* numbers() { yield 1; yield 2; }
    const generator = numbers();
    console.log(generator[Symbol.iterator]() === generator, [...generator].join());
    console.log(Object.keys(native).length, Object.prototype.propertyIsEnumerable.call(native, Symbol.iterator));
  `);
  assert.deepEqual({ output, status }, { output: "true 1,2\n0 false", status: 0 });
});

test("yield*: where the intrinsics are frozen, coroutines work all the same", () => {
  const { output, status } = runProgram(
    `${PRELUDE}
      function* nest(depth) { return depth === 0 ? yield* coroutine(1) : yield* nest(depth - 1); }
      function* failing(depth) { if (depth > 0) yield* failing(depth - 1); else { yield* sleep(1); throw new Error("oops"); } }
      console.log(loop.runUntilComplete(function* () {
        try { yield* failing(20); } catch (error) { console.log(error.message); }
        console.log([...(function* () { yield 1; yield 2; })()].join());
        return yield* nest(50);
      }));
      loop.close();
    `,
    ["--frozen-intrinsics", "--no-warnings"],
  );
  assert.deepEqual({ output, status }, { output: "oops\n1,2\ndone", status: 0 });
});

onEveryWayOfWaiting("currentTask: the same at every level", async (way) => {
  function* look(): Coroutine<string | undefined> {
    yield* sleep(1);
    return currentTask()?.getName();
  }
  const task = way.loop.createTask(nest(DEPTH, look), { name: "deep" });
  assert.equal(await way.run(task), "deep");
});
