import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Transformed, transformAsync } from "tsyncio/transform";
import { compiled, runModule } from "./both-ways.js";
import { cases } from "./cases.js";
import { liftCases } from "./lift-cases.js";
import { assertPositions } from "./positions.js";

describe("transformAsync: compiled code does what native code does", () => {
  for (const [name, code] of Object.entries({ ...cases, ...liftCases })) {
    test(name, async () => {
      const output = compiled(code);
      assert.notEqual(output, code);
      const native = await runModule(code);
      assert.ok(native.log.length > 0, "the program should log something");
      assert.deepEqual(await runModule(output), native, output);
    });

    test(`${name}: no async function is left, and the source map leads to each place`, () => {
      const output = transformAsync(code, { file: "program.js" }) as Transformed;
      assertPositions(code, output);
      assert.equal(transformAsync(output.code, { file: "again.js" }), null, output.code);
    });
  }
});
