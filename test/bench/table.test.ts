import assert from "node:assert/strict";
import { test } from "node:test";
import { renderTable, renderVerdicts } from "../../bench/table.js";
import { sampleReport } from "./sample-report.js";

function lineOf(text: string, start: RegExp): string {
  const line = text.split("\n").find((each) => start.test(each));
  assert.ok(line !== undefined, `no line like ${start}`);
  return line;
}

test("renderTable: a row has the median, the spread, the ratio and a bar", () => {
  const row = lineOf(renderTable(sampleReport()), /native promises .* 100 ns/);
  assert.match(row, /^ {2}native promises +100 ns +±10\.0% +2\.00× +│█+$/);
});

test("renderTable: a faster contender's bar stands left of the axis", () => {
  const row = lineOf(renderTable(sampleReport()), /native promises .* 50\.0 ns/);
  assert.match(row, /0\.50× +█+│$/);
});

test("renderTable: says who was skipped and why", () => {
  assert.match(renderTable(sampleReport()), /uvloop +skipped: uvloop is not installed/);
});

test("renderTable: relates each contender's resume at depth 50 to its own at depth 1", () => {
  assert.match(renderTable(sampleReport()), /depth\/50 to depth\/1 .*\n {2}tsyncio +1\.25×/);
});

test("renderTable: shows the memory before, at the peak and after, and how much stays", () => {
  assert.match(renderTable(sampleReport()), /tsyncio +5\.00 MB +25\.0 MB +5\.20 MB +1\.0%/);
});

test("renderTable: leaves out the sections that the run did not measure", () => {
  const text = renderTable(sampleReport({ benchmarks: [], memory: {} }));
  assert.doesNotMatch(text, /depth|memory/);
});

test("renderVerdicts: one line a target, with pass, MISS or skip", () => {
  const verdict = { claim: "a claim", limit: "≤ 1×", measured: "2.00×" };
  const text = renderVerdicts([
    { ...verdict, pass: true },
    { ...verdict, pass: false },
    { ...verdict, pass: undefined },
  ]);
  assert.match(text, /pass {2}a claim .*2\.00× {2}\(≤ 1×\)\n {2}MISS .*\n {2}skip /);
});
