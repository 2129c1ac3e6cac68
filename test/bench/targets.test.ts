import assert from "node:assert/strict";
import { test } from "node:test";
import type { Report } from "../../bench/report.js";
import { check } from "../../bench/targets.js";
import { sampleReport } from "./sample-report.js";

function verdict(report: Report, claim: RegExp) {
  const found = check(report).find((each) => claim.test(each.claim));
  assert.ok(found, `no target like ${claim}`);
  return found;
}

test("check: every target holds on a report that meets them all", () => {
  assert.deepEqual(
    check(sampleReport()).filter(({ pass }) => pass !== true),
    [],
  );
});

test("check: a ratio at its limit holds", () => {
  const even = sampleReport({ benchmarks: [withSamples({ tsyncio: [100], native: [100] })] });
  assert.equal(verdict(even, /native await/).pass, true);
});

test("check: a ratio past its limit misses, and says what was measured", () => {
  const slow = sampleReport({ benchmarks: [withSamples({ tsyncio: [110], native: [100] })] });
  const { pass, measured, limit } = verdict(slow, /native await/);
  assert.equal(pass, false);
  assert.equal(measured, "1.10×");
  assert.equal(limit, "≤ 1×");
});

test("check: a peer that is not slow enough misses", () => {
  const close = sampleReport({ benchmarks: [withSamples({ tsyncio: [100], asyncio: [1_900] })] });
  assert.equal(verdict(close, /asyncio/).pass, false);
});

test("check: memory that stays misses", () => {
  const leak = sampleReport({ memory: { tsyncio: { before: 0, peak: 100, after: 6 } } });
  assert.equal(verdict(leak, /memory/).pass, false);
});

test("check: what was not measured neither passes nor misses", () => {
  const { pass, measured } = verdict(sampleReport({ memory: {} }), /memory/);
  assert.equal(pass, undefined);
  assert.equal(measured, "not measured");
});

function withSamples(samples: Report["benchmarks"][number]["samples"]): Report["benchmarks"][number] {
  return { ...sampleReport().benchmarks[0]!, samples };
}
