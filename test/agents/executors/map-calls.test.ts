import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { same } from "../fixtures/tasks.js";
import { tasks } from "../targets.js";
import { pools } from "./pools.js";

for (const { name, make } of pools) {
  describe(`${name}: map`, () => {
    test("map: results in the order of the items, which are taken as needed", async () => {
      await using pool = make({ maxWorkers: 2 });
      let taken = 0;
      function* items(): Generator<number> {
        for (;;) yield taken++;
      }
      const seen: number[] = [];
      for await (const value of pool.map(tasks(same<number>), items(), { buffer: 4 })) {
        seen.push(value);
        if (seen.length === 5) break;
      }
      assert.deepEqual(seen, [0, 1, 2, 3, 4]);
      assert.ok(taken <= 10);
      assert.deepEqual([...pool.map(tasks(same<string>), ["a", "b", "c"])], ["a", "b", "c"]);
    });
  });
}
