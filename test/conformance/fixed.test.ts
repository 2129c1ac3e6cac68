import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { firstDifference } from "../../conformance/differ/compare.js";
import { pseudoCode } from "../../conformance/differ/pseudo-code.js";
import { sideBySide } from "../../conformance/differ/side-by-side.js";
import { type FixedCase, readFixedSets } from "../../conformance/fixed-set.js";
import { canRun, modes, trace } from "../../conformance/interpreter/modes.js";

for (const { topic, python, cases } of readFixedSets()) {
  for (const mode of modes) {
    describe(`${topic}, ${mode}: as CPython ${python}`, () => {
      for (const { rule, program, trace: expected } of cases) {
        if (!canRun(program, mode)) continue;
        test(rule, async () => {
          const actual = await trace(program, mode);
          const index = firstDifference(expected, actual);
          assert.equal(index, -1, explain({ rule, program, trace: expected }, actual, index));
        });
      }
    });
  }
}

function explain(
  { rule, program, trace: expected }: FixedCase,
  actual: readonly string[],
  index: number,
): string {
  return [rule, pseudoCode(program), sideBySide(["CPython", "tsyncio"], expected, actual, index)].join(
    "\n\n",
  );
}
