import assert from "node:assert/strict";
import { test } from "node:test";
import type * as processesExample from "../../examples/processes.js";
import { inBothForms } from "./forms.js";

for (const [form, resultOf] of inBothForms("processes", (example: typeof processesExample) =>
  example.main(() => {}),
)) {
  test(`examples/processes (${form}): each runs a loop of its own, and the results are gathered`, () => {
    const { pids, shares, primes, expected, ticks } = resultOf();
    assert.equal(new Set([process.pid, ...pids]).size, 4);
    assert.deepEqual(
      shares.map(({ pid }) => pid),
      pids,
    );
    for (const share of shares) {
      assert.equal(share.loopsAreOne, true);
      assert.ok(share.turns > 0);
    }
    assert.equal(primes, expected);
    assert.ok(ticks > 0);
  });
}
