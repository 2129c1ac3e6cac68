import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runProgram } from "../../drivers/program.js";
import { same } from "../fixtures/tasks.js";
import { fixtures, tasks } from "../targets.js";
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

    test("map: what can't be mapped is refused at the call", async () => {
      await using pool = make();
      const map = (items: unknown, options = {}) => pool.map(tasks(same<number>), items as number[], options);
      assert.throws(() => map(5), {
        name: "TypeError",
        message: "Cannot map over 5: an iterable is expected",
      });
      assert.throws(() => map(null), { message: "Cannot map over null: an iterable is expected" });
      assert.throws(() => map([], { buffer: Number.NaN }), {
        name: "RangeError",
        message: "Cannot map with a buffer of NaN: 1 or more calls are expected",
      });
      assert.throws(() => map([], { timeout: -1 }), { name: "RangeError", message: /a timeout of -1/ });
    });

    test("map: waits for room where calls may not wait", async () => {
      for (const maxQueue of [0, 1]) {
        await using pool = make({ maxWorkers: 2, maxQueue });
        const items = Array.from({ length: 30 }, (_, i) => i);
        const seen: number[] = [];
        for await (const value of pool.map(tasks(same<number>), items, { buffer: 10 })) seen.push(value);
        assert.deepEqual(seen, items);
        assert.deepEqual([...pool.map(tasks(same<number>), items, { buffer: 10 })], items);
      }
    });

    test("map: an error that came ahead of the one that was thrown is nobody's", async () => {
      const { status, stdout, stderr } = await runProgram(`
        import { ${name}, exported } from "tsyncio";
        import { fail, same } from "${fixtures.tasks}";
        const pool = new ${name}({ maxWorkers: 1 });
        const results = pool.map(exported("${fixtures.tasks}", fail), ["first", "second", "third"], { buffer: 3 });
        const behind = () => pool.submit(exported("${fixtures.tasks}", same), 0);
        try {
          for await (const _ of results) {}
        } catch ({ message }) {
          console.log(message);
        }
        try {
          for (const _ of results) {}
        } catch ({ message }) {
          console.log(message);
        }
        await behind();
      `);
      assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: "first\nfirst\n", stderr: "" });
    });

    test("map: what its items throw, it throws, and ends", async () => {
      await using pool = make({ maxWorkers: 1 });
      function* items(): Generator<number> {
        yield 1;
        throw new RangeError("no more items");
      }
      const expected = { name: "RangeError", message: "no more items" };
      const results = pool.map(tasks(same<number>), items());
      await assert.rejects(async () => {
        for await (const _ of results) assert.fail();
      }, expected);
      assert.throws(() => [...pool.map(tasks(same<number>), items())], expected);
    });
  });
}
