import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { CallTable } from "#dist/agents/calls/call-table.js";

describe("a table of calls", () => {
  test("holds what a map would, however long some calls stay", () => {
    // Adds so many calls, or takes out the one that is so far from the oldest, or from the newest.
    const step = fc.record({
      what: fc.constantFrom("add", "take old", "take new"),
      count: fc.integer({ min: 0, max: 300 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const table = new CallTable<{ id: number }>();
        const model = new Map<number, { id: number }>();
        let last = 0;
        for (const { what, count } of steps) {
          if (what === "add") {
            for (let i = 0; i < count; i++) {
              const call = { id: ++last };
              table.add(call);
              model.set(call.id, call);
            }
          } else {
            const ids = [...model.keys()];
            for (let i = 0; i < count; i++) {
              const id: number | undefined = what === "take old" ? ids[2 * i] : ids.at(-1 - i);
              if (id === undefined) break;
              assert.equal(table.take(id), model.get(id));
              model.delete(id);
              assert.equal(table.take(id), undefined);
            }
          }
          assert.equal(table.size, model.size);
        }
        assert.deepEqual(table.inOrder(), [...model.values()]);
        for (let id = 1; id <= last + 1; id++) assert.equal(table.get(id), model.get(id));
      }),
      { numRuns: 100 },
    );
  });
});
