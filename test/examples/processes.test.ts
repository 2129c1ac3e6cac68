import assert from "node:assert/strict";
import { test } from "node:test";
import { main } from "../../examples/processes.js";
import { silent } from "./silent.js";

test("examples/processes: each runs a loop of its own, and the results are gathered", async () => {
  const { pids, shares, primes, expected, ticks } = await main(silent);
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
