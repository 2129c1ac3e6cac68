import assert from "node:assert/strict";
import { test } from "node:test";
import { ratioOf, retained, rowsOf } from "../../bench/report.js";
import { sampleReport } from "./sample-report.js";

test("rowsOf: gives each contender its median and its ratio to tsyncio", () => {
  const [first, second] = rowsOf(sampleReport().benchmarks[0]!);
  assert.equal(first?.contender, "tsyncio");
  assert.equal(first?.ratio?.median, 1);
  assert.equal(second?.value.median, 100);
  assert.equal(second?.ratio?.median, 2);
});

test("rowsOf: leaves out a contender that has no sample", () => {
  const benchmark = { ...sampleReport().benchmarks[0]!, samples: { tsyncio: [1], native: [null] } };
  assert.deepEqual(
    rowsOf(benchmark).map(({ contender }) => contender),
    ["tsyncio"],
  );
});

test("rowsOf: has no ratio where tsyncio did not run", () => {
  const benchmark = { ...sampleReport().benchmarks[0]!, samples: { native: [1] } };
  assert.equal(rowsOf(benchmark)[0]?.ratio, undefined);
});

test("ratioOf: compares any two sides, across benchmarks too", () => {
  const deep = { benchmark: "depth/50", contender: "tsyncio" } as const;
  const shallow = { benchmark: "depth/1", contender: "tsyncio" } as const;
  assert.equal(ratioOf(sampleReport(), deep, shallow)?.median, 1.25);
});

test("ratioOf: is undefined for a side that the run did not have", () => {
  const here = { benchmark: "switch/1000", contender: "tsyncio" } as const;
  const absent = { benchmark: "switch/1000", contender: "uvloop" } as const;
  assert.equal(ratioOf(sampleReport(), here, absent), undefined);
});

test("retained: is what stays, as a fraction of what the peak added", () => {
  assert.equal(retained({ before: 10, peak: 30, after: 11 }), 0.05);
});
