import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DeadlockError, QueueEmpty } from "tsyncio";
import { explore } from "tsyncio/testing";
import { findIn } from "./find-in.js";
import { checkThenAct, lockOrder, lostUpdate } from "./planted-bugs.js";

const planted = [
  {
    name: "a lost update",
    program: lostUpdate,
    isCause: (error: unknown) => error instanceof assert.AssertionError,
  },
  {
    name: "a check-then-act on a queue",
    program: checkThenAct,
    isCause: (error: unknown) => error instanceof AggregateError && error.errors[0] instanceof QueueEmpty,
  },
  {
    name: "a lock-order deadlock",
    program: lockOrder,
    isCause: (error: unknown) => error instanceof DeadlockError,
  },
];

for (const { name, program, isCause } of planted) {
  describe(`explore: ${name}`, () => {
    test("asyncio's own order does not show it", () => {
      assert.deepEqual(explore(program, { runs: 1 }).orders, 1);
      assert.deepEqual(explore(program, { schedule: "" }).runs, 1);
    });

    for (const strategy of ["random", "pct", "mixed"] as const) {
      test(`it is found within 1,000 runs, whatever the seed (${strategy})`, () => {
        for (let seed = 0; seed < 20; seed++) {
          const error = findIn(program, { strategy, seed, runs: 1000 });
          assert.ok(isCause(error.cause), String(error.cause));
        }
      });
    }

    test("it is shrunk to one switch, which replays it exactly", () => {
      for (let seed = 0; seed < 5; seed++) {
        const found = findIn(program, { seed });
        assert.match(found.schedule, /^\d+:\d\+?$/);
        const replayed = findIn(program, { schedule: found.schedule });
        assert.deepEqual(replayed.trace, found.trace);
        assert.equal((replayed.cause as Error).message, (found.cause as Error).message);
      }
    });

    test("the same seed finds the same", () => {
      const [first, second] = [findIn(program, { seed: 7 }), findIn(program, { seed: 7 })];
      assert.equal(first.message, second.message);
    });
  });
}
