import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { transformAsync } from "tsyncio/transform";
import { compiled, runModule } from "./both-ways.js";
import { cases } from "./cases.js";

describe("transformAsync: compiled code does what native code does", () => {
  for (const [name, code] of Object.entries(cases)) {
    test(name, async () => {
      const output = compiled(code);
      assert.notEqual(output, code);
      const native = await runModule(code);
      assert.ok(native.log.length > 0, "the program should log something");
      assert.deepEqual(await runModule(output), native, output);
    });

    test(`${name}: no async function is left, and no line moves`, () => {
      const output = compiled(code);
      assert.equal(output.split("\n").length, code.split("\n").length);
      assert.equal(transformAsync(output, { file: "again.js" }), null, output);
    });
  }
});
