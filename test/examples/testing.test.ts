import assert from "node:assert/strict";
import { test } from "node:test";
import type * as testingExample from "../../examples/testing.js";
import { inBothForms } from "./forms.js";

for (const [form, resultOf] of inBothForms("testing", (example: typeof testingExample) =>
  example.main(() => {}),
)) {
  test(`examples/testing (${form}): the tests pass, each on a clock of its own`, () => {
    const { outcomes } = resultOf();
    assert.deepEqual(
      outcomes.map(({ passed, virtualTime }) => ({ passed, virtualTime })),
      [
        { passed: true, virtualTime: 3_600_000 },
        { passed: true, virtualTime: 127_000 },
        { passed: true, virtualTime: 3_600_000 },
        { passed: true, virtualTime: 0 },
      ],
    );
  });
}
