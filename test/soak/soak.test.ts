import assert from "node:assert/strict";
import { test } from "node:test";
import { activities } from "./activities.js";
import { draw } from "./draw.js";
import { soak } from "./soak.js";

// That memory stays flat shows in minutes only: npm run soak. That nothing stays open: this test's process ends by itself.
test("a short soak: each call ends once and as it should", async () => {
  const report = await soak({ duration: 1_000, seed: 1 });
  const { tally, turns } = report;
  assert.deepEqual(tally.wrong, []);
  assert.equal(tally.lost, 0);
  assert.ok(tally.started > 100 && tally.succeeded > 0 && tally.ended.size > 0);
  assert.equal(turns.size, activities.length);
  assert.match(draw(report), /started +\d+\n[\s\S]*lost +0\n[\s\S]*heap: [\s\S]*█+/);
});
