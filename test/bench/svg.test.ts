import assert from "node:assert/strict";
import { test } from "node:test";
import { renderSvg } from "../../bench/svg.js";
import { sampleReport } from "./sample-report.js";

test("renderSvg: has a panel with its title for each benchmark", () => {
  const svg = renderSvg(sampleReport());
  for (const { name, title } of sampleReport().benchmarks) {
    assert.ok(svg.includes(`>${name}</text>`), name);
    assert.ok(svg.includes(`>${title}</text>`), title);
  }
});

test("renderSvg: colours tell faster from slower", () => {
  const kinds = [...renderSvg(sampleReport()).matchAll(/<rect class="(faster|slower)"/g)].map(
    ([, kind]) => kind,
  );
  const [slower, faster] = ["slower", "faster"];
  assert.deepEqual(kinds.slice(0, 15), [
    slower,
    slower,
    slower,
    slower,
    faster,
    slower,
    faster,
    slower,
    slower,
    faster,
    slower,
    slower,
    slower,
    slower,
    slower,
  ]);
});

test("renderSvg: follows a dark theme", () => {
  assert.match(renderSvg(sampleReport()), /@media \(prefers-color-scheme: dark\)/);
});

test("renderSvg: says on what it was measured", () => {
  assert.match(renderSvg(sampleReport()), /Some CPU, 2 cores, Linux x64, Node 24\.0\.0, CPython 3\.11\.2/);
});

test("renderSvg: what a report says cannot break the markup", () => {
  const machine = { ...sampleReport().machine, cpu: 'a <b> & "c"' };
  const svg = renderSvg(sampleReport({ machine }));
  assert.ok(svg.includes('a &lt;b&gt; &amp; "c"'));
  assert.doesNotMatch(svg, /<b>/);
});

test("renderSvg: grows with the rows, so that none is cut off", () => {
  const height = (svg: string): number => Number(/height="(\d+)"/.exec(svg)?.[1]);
  const report = sampleReport();
  const few = renderSvg({ ...report, benchmarks: report.benchmarks.slice(0, 1) });
  assert.ok(height(few) < height(renderSvg(report)));
});
