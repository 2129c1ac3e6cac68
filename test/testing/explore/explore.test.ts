import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type Coroutine,
  createTask,
  DeadlockError,
  Event,
  gather,
  getRunningLoop,
  HostPromiseError,
  Lock,
  runSync,
  sleep,
  Thread,
} from "tsyncio";
import { explore } from "tsyncio/testing";
import { holdForEver } from "../../agents/fixtures/work.js";
import { work } from "../../agents/targets.js";
import { findIn } from "./find-in.js";
import { lockOrder, lostUpdate } from "./planted-bugs.js";

test("explore: a deadlock says who waits for what, and what led to it", () => {
  const { message } = findIn(lockOrder, { schedule: "3:2+" });
  assert.match(
    message,
    /order: DeadlockError: .* What waits:\n +<Task .*\n.*'transfer'> waits for <Lock locked.*\n.*'audit'> waits for <Lock locked.*\n.*closes the circle[\s\S]*\nReplay it with /,
  );
  assert.match(message, /→ audit, from here on before Task-1, transfer/);
});

test("ExplorationError: says how it fails, how to replay it, and what ran", () => {
  const { message, code } = findIn(lostUpdate, { schedule: "3:1+" });
  assert.equal(code, "ERR_EXPLORATION");
  // What gather does in between is its own affair.
  const lines = message.split("\n").map((line) => line.replace(/\S.* of (Task-\d)$/, "a callback of $1"));
  assert.deepEqual(lines, [
    "The program fails with 1 switch against asyncio's order: AssertionError: Expected values to be strictly equal: 1 !== 2",
    'Replay it with { schedule: "3:1+" }. What ran (→ passed others by):',
    "     1   Task-1",
    "     2   Task-2",
    "     3   Task-3",
    "     4 → Task-3, from here on before Task-2",
    "     5   Task-3",
    "     6   Task-3",
    "     a callback of Task-3",
    "     8   Task-2",
    "     a callback of Task-2",
    "    10   Task-1",
    "    a callback of Task-1",
  ]);
});

describe("explore", () => {
  test("a seed's orders are the same on every version of Node", () => {
    const orders = new Set<string>();
    explore(
      function* () {
        const steps: string[] = [];
        function* walk(name: string): Coroutine<void> {
          for (let i = 0; i < 3; i++) {
            steps.push(name);
            yield* sleep(i);
          }
        }
        yield* gather(["a", "b", "c"].map(walk));
        orders.add(steps.join(""));
      },
      { runs: 8, seed: 42 },
    );
    assert.deepEqual(
      [...orders],
      [
        "abcabcabc",
        "bbccaabca",
        "bcabacabc",
        "aabbccabc",
        "bbaacccba",
        "cbbaacbac",
        "ccbbaacab",
        "aaccbbacb",
      ],
    );
  });

  test("runs: as many are made, each on a loop of its own, in virtual time from 0", () => {
    const loops = new Set<unknown>();
    const result = explore(
      function* () {
        const loop = getRunningLoop();
        assert.equal(loop.time(), 0);
        loops.add(loop);
        yield* sleep(60_000);
      },
      { runs: 50 },
    );
    assert.deepEqual(result, { runs: 50, orders: 1, steps: 4 });
    assert.equal(loops.size, 50);
    for (const loop of loops) assert.ok((loop as { isClosed(): boolean }).isClosed());
  });

  test("all orders of three tasks are found", () => {
    const orders = new Set<string>();
    const program = function* (): Coroutine<void> {
      const order: string[] = [];
      function* note(name: string): Coroutine<void> {
        order.push(name);
      }
      yield* gather(["a", "b", "c"].map(note));
      orders.add(order.join(""));
    };
    explore(program, { runs: 100 });
    assert.deepEqual([...orders].sort(), ["abc", "acb", "bac", "bca", "cab", "cba"]);
  });

  test("equal deadlines of different tasks fire in any order", () => {
    const orders = new Set<string>();
    explore(
      function* () {
        const order: string[] = [];
        function* sleeper(name: string, times: readonly number[]): Coroutine<void> {
          for (const time of times) yield* sleep(time);
          order.push(name);
        }
        yield* gather([sleeper("a", [10]), sleeper("b", [5, 5]), sleeper("later", [10.5])]);
        orders.add(order.join(" "));
      },
      { runs: 100 },
    );
    assert.deepEqual([...orders].sort(), ["a b later", "b a later"]);
  });

  test("an error that a callback throws, or that nobody takes, is a failure", () => {
    const inCallback = findIn(function* () {
      getRunningLoop().callSoon(() => {
        throw new Error("in a callback");
      });
      yield* sleep(1);
    }, {});
    assert.equal((inCallback.cause as Error).message, "in a callback");
    const notTaken = findIn(function* () {
      createTask(
        (function* (): Coroutine<void> {
          throw new Error("not taken");
        })(),
      );
      yield* sleep(1);
    }, {});
    assert.equal((notTaken.cause as Error).message, "not taken");
  });

  test("tasks that are left are cancelled and may clean up", () => {
    let cleaned = 0;
    explore(
      function* () {
        const started = new Event();
        createTask(
          (function* (): Coroutine<void> {
            try {
              started.set();
              yield* sleep(1_000);
            } finally {
              yield* sleep(1);
              cleaned++;
            }
          })(),
        );
        yield* started.wait();
      },
      { runs: 20 },
    );
    assert.equal(cleaned, 20);
  });

  test("a task that waits when its loop is closed is a failure", () => {
    const error = findIn(function* () {
      const started = new Event();
      createTask(
        (function* (): Coroutine<void> {
          for (;;) {
            try {
              started.set();
              yield* getRunningLoop().createFuture();
            } catch {
              // It refuses to be cancelled.
            }
          }
        })(),
        { name: "stubborn" },
      );
      yield* started.wait();
    }, {});
    assert.ok(error.cause instanceof DeadlockError);
    assert.match(error.message, /'stubborn'/);
  });

  test("a task that polls does not keep others from running for ever", () => {
    for (const strategy of ["random", "pct"] as const) {
      explore(
        function* () {
          let isSet = false;
          function* poll(): Coroutine<void> {
            while (!isSet) yield* sleep(0);
          }
          function* set(): Coroutine<void> {
            for (let i = 0; i < 10; i++) yield* sleep(0);
            isSet = true;
          }
          yield* gather([poll(), poll(), set()]);
        },
        { strategy, runs: 200, maxSteps: 5_000 },
      );
    }
  });

  test("maxSteps: a program that goes on and on fails", () => {
    const error = findIn(
      function* () {
        for (;;) yield* sleep(0);
      },
      { maxSteps: 500 },
    );
    assert.equal((error.cause as { code?: string }).code, "ERR_TOO_MANY_STEPS");
    assert.equal(
      (error.cause as Error).message,
      "The program has not ended after 500 steps: in this order it may never end. If it is just long, raise maxSteps.",
    );
  });

  test("a program that depends on something else is told apart", () => {
    let runs = 0;
    assert.throws(
      () =>
        explore(function* () {
          if (++runs === 3) throw new Error("the third");
        }),
      {
        code: "ERR_NOT_DETERMINISTIC",
        message: /^The program takes another course when its steps run in the same order again/,
      },
    );
  });

  test("a deadlock is found while other threads run, which can't end it", async () => {
    const thread = new Thread(work(holdForEver), [new Int32Array(new SharedArrayBuffer(4))]).start();
    try {
      const error = findIn(function* () {
        yield* getRunningLoop().createFuture();
      }, {});
      assert.ok(error.cause instanceof DeadlockError);
    } finally {
      thread.terminate();
      await assert.rejects(async () => thread, { code: "ERR_AGENT_ENDED" });
    }
  });

  test("a lock keeps what it guards, in all orders", () => {
    explore(function* () {
      const lock = new Lock();
      let inside = 0;
      function* enter(): Coroutine<void> {
        yield* lock.hold(function* () {
          assert.equal(++inside, 1);
          yield* sleep(0);
          inside--;
        });
      }
      yield* gather([enter(), enter(), enter()]);
    });
  });
});

describe("explore: bad arguments", () => {
  function* program(): Coroutine<void> {}

  test("a program that is no function, or a native async function", () => {
    assert.throws(() => explore(program() as never), {
      name: "TypeError",
      message:
        "Cannot explore object: a function that returns a coroutine is expected, since each run needs a new one",
    });
    assert.throws(() => explore((async () => {}) as never), HostPromiseError);
  });

  test("inside a running loop", () => {
    assert.throws(() => runSync(() => explore(program) as never), {
      name: "RuntimeError",
      code: "ERR_NESTED_RUN",
      message:
        "Cannot explore inside a running event loop: its runs have loops of their own, which block. Call it in a plain test.",
    });
  });

  test("options out of range", () => {
    assert.throws(() => explore(program, { runs: 0 }), {
      name: "RangeError",
      message: "Cannot explore with runs 0: an integer of 1 or more is expected",
    });
    assert.throws(() => explore(program, { maxSteps: 1.5 }), {
      message: "Cannot explore with maxSteps 1.5: an integer of 1 or more is expected",
    });
    assert.throws(() => explore(program, { seed: 0.5 }), {
      message: "Cannot explore with seed 0.5: an integer is expected",
    });
    assert.throws(() => explore(program, { strategy: "best" as "pct" }), {
      message: 'Cannot explore with strategy "best": "random", "pct" or "mixed" is expected',
    });
    assert.throws(() => explore(program, { schedule: "4:x" }), {
      name: "RangeError",
      message:
        'Cannot replay the schedule "4:x": switches like "4:1 9:2+" are expected, each a choice and how many it passes by',
    });
    assert.throws(() => explore(program, { schedule: [[1, -1]] }), /Cannot replay the schedule \[\[1,-1\]\]/);
  });
});
