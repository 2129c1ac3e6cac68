import assert from "node:assert/strict";
import { test } from "node:test";
import type * as defaultExample from "../../examples/default.js";
import { inBothForms } from "./forms.js";

for (const [form, resultOf] of inBothForms("default", (example: typeof defaultExample) =>
  example.main(() => {}),
)) {
  test(`examples/default (${form}): tasks end by their times, host promises work, and what is left ends`, () => {
    const { order, lines, musicEnded } = resultOf();
    assert.deepEqual(order, ["salad", "cheese", "bread"]);
    assert.ok(lines > 10);
    assert.equal(musicEnded, true);
  });
}
