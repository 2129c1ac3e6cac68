import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOf, scaleOf, ticksOf } from "../../bench/scale.js";

test("scaleOf: reaches the powers of ten around the ratios", () => {
  assert.deepEqual(scaleOf([0.02, 3, 150]), { least: 0.01, most: 1_000 });
});

test("scaleOf: has 1× inside, whatever the ratios", () => {
  assert.deepEqual(scaleOf([]), { least: 0.1, most: 10 });
  assert.deepEqual(scaleOf([1]), { least: 0.1, most: 10 });
});

test("placeOf: equal factors lie equally far apart", () => {
  const scale = { least: 0.1, most: 1_000 };
  assert.equal(placeOf(1, scale), 0.25);
  assert.equal(placeOf(10, scale), 0.5);
  assert.equal(placeOf(100, scale), 0.75);
});

test("placeOf: keeps what lies outside at the end", () => {
  assert.equal(placeOf(0.001, { least: 0.1, most: 10 }), 0);
  assert.equal(placeOf(1_000, { least: 0.1, most: 10 }), 1);
});

test("ticksOf: marks every power of ten, both ends included", () => {
  assert.deepEqual(ticksOf({ least: 0.1, most: 100 }), [0.1, 1, 10, 100]);
});
