import assert from "node:assert/strict";
import { test } from "node:test";
import { formatBytes, formatPercent, formatRatio, formatValue } from "../../bench/format.js";

test("formatValue: picks the unit that leaves at least one digit before the point", () => {
  assert.equal(formatValue(61.234, "ns/op"), "61.2 ns");
  assert.equal(formatValue(1_234, "ns/op"), "1.23 µs");
  assert.equal(formatValue(12_345_678, "ns/op"), "12.3 ms");
});

test("formatValue: takes milliseconds where the benchmark counts in them", () => {
  assert.equal(formatValue(242.4, "ms"), "242 ms");
  assert.equal(formatValue(11_343, "ms"), "11.3 s");
});

test("formatRatio: keeps three digits, also where rounding adds one", () => {
  assert.equal(formatRatio(0.856), "0.86×");
  assert.equal(formatRatio(9.996), "10.0×");
  assert.equal(formatRatio(99.96), "100×");
  assert.equal(formatRatio(1_234), "1,234×");
});

test("formatRatio: what is small is not shown as nothing", () => {
  assert.equal(formatRatio(0.00345), "0.003×");
  assert.equal(formatRatio(0.0123), "0.01×");
  assert.equal(formatRatio(0), "0.00×");
});

test("formatPercent: takes a fraction", () => {
  assert.equal(formatPercent(0.0137), "1.4%");
});

test("formatBytes: also shows a loss", () => {
  assert.equal(formatBytes(82_100_000), "82.1 MB");
  assert.equal(formatBytes(-1_500_000), "-1.50 MB");
});
