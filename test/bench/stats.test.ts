import assert from "node:assert/strict";
import { test } from "node:test";
import { pairedRatio, quantile, spread, summarize } from "../../bench/stats.js";

test("quantile: the half of an even count lies between its two middle values", () => {
  assert.equal(quantile([4, 1, 3, 2], 0.5), 2.5);
});

test("quantile: 0 is the least value and 1 the greatest", () => {
  assert.equal(quantile([3, 1, 2], 0), 1);
  assert.equal(quantile([3, 1, 2], 1), 3);
});

test("quantile: sorts by value, not as text", () => {
  assert.equal(quantile([10, 9, 100], 0.5), 10);
});

test("quantile: leaves the samples in their order", () => {
  const values = [3, 1, 2];
  quantile(values, 0.5);
  assert.deepEqual(values, [3, 1, 2]);
});

test("quantile: refuses no samples", () => {
  assert.throws(() => quantile([], 0.5), RangeError);
});

test("summarize: gives the median and the middle half", () => {
  assert.deepEqual(summarize([5, 1, 2, 4, 3]), { median: 3, low: 2, high: 4 });
});

test("summarize: leaves out the rounds in which nothing was measured", () => {
  assert.deepEqual(summarize([null, 7, null]), { median: 7, low: 7, high: 7 });
});

test("summarize: is undefined where no round was measured", () => {
  assert.equal(summarize([null, null]), undefined);
  assert.equal(summarize([]), undefined);
});

test("pairedRatio: compares within a round, so a slow spell of the machine cancels out", () => {
  const slowSpell = [1, 1, 10];
  const ratio = pairedRatio(
    slowSpell.map((factor) => factor * 6),
    slowSpell.map((factor) => factor * 2),
  );
  assert.deepEqual(ratio, { median: 3, low: 3, high: 3 });
});

test("pairedRatio: takes only the rounds that both sides have", () => {
  assert.deepEqual(pairedRatio([4, null, 100], [2, 1]), { median: 2, low: 2, high: 2 });
});

test("pairedRatio: is undefined where the sides share no round", () => {
  assert.equal(pairedRatio([1, null], [null, 1]), undefined);
});

test("spread: is half the width of the middle half, as a fraction of the median", () => {
  assert.equal(spread({ median: 10, low: 9, high: 11 }), 0.1);
});
