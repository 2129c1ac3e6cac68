/** The report as text for a terminal. */
import { titleOf } from "./contenders.js";
import { formatBytes, formatPercent, formatRatio, formatValue } from "./format.js";
import { type BenchmarkReport, type Report, type Row, ratioOf, retained, rowsOf } from "./report.js";
import { placeOf, type Scale, scaleOf } from "./scale.js";
import { spread } from "./stats.js";
import type { Verdict } from "./targets.js";

const NAME = 22;
const NUMBER = 10;
const BAR = 40;

export function renderTable(report: Report): string {
  const all = report.benchmarks.flatMap(rowsOf);
  const scale = scaleOf(all.flatMap((row) => (row.ratio === undefined ? [] : [row.ratio.median])));
  const parts = [header(report), ...report.benchmarks.map((benchmark) => section(benchmark, scale))];
  return [...parts, depthSection(report), memorySection(report)].filter((part) => part !== "").join("\n\n");
}

export function renderVerdicts(verdicts: readonly Verdict[]): string {
  const lines = verdicts.map(({ claim, limit, measured, pass }) => {
    const word = pass === undefined ? "skip" : pass ? "pass" : "MISS";
    return `  ${word}  ${claim.padEnd(64)} ${measured.padStart(12)}  (${limit})`;
  });
  return ["Targets", ...lines].join("\n");
}

function header({ machine, rounds, runtimes, skipped }: Report): string {
  const lines = [`${machine.cpu}, ${machine.cores} cores, ${machine.system}; median of ${rounds} rounds`];
  for (const [contender, runtime] of Object.entries(runtimes)) {
    lines.push(`  ${titleOf(contender).padEnd(NAME)} ${runtime}`);
  }
  for (const [contender, reason] of Object.entries(skipped)) {
    lines.push(`  ${titleOf(contender).padEnd(NAME)} skipped: ${reason}`);
  }
  lines.push(
    "Ratios are to tsyncio in the same rounds (2× takes twice as long); bars are logarithmic from 1×.",
  );
  return lines.join("\n");
}

function section(benchmark: BenchmarkReport, scale: Scale): string {
  const { name, title, per, unit } = benchmark;
  const rows = rowsOf(benchmark).map((row) => line(row, unit, scale));
  return [`${name}: ${title} (${unit === "ms" ? "time of all" : `per ${per}`})`, ...rows].join("\n");
}

function line({ contender, value, ratio }: Row, unit: BenchmarkReport["unit"], scale: Scale): string {
  const cells = [
    `  ${titleOf(contender).padEnd(NAME)}`,
    formatValue(value.median, unit).padStart(NUMBER),
    `±${formatPercent(spread(value))}`.padStart(8),
    (ratio === undefined ? "" : formatRatio(ratio.median)).padStart(NUMBER),
    ratio === undefined ? "" : `  ${bar(ratio.median, scale)}`,
  ];
  return cells.join("").trimEnd();
}

/** Left of the axis is faster than tsyncio, right of it slower. */
function bar(ratio: number, scale: Scale): string {
  const axis = Math.round(placeOf(1, scale) * BAR);
  const end = Math.round(placeOf(ratio, scale) * BAR);
  const faster = "█".repeat(Math.max(0, axis - end));
  return `${faster.padStart(axis)}│${"█".repeat(Math.max(0, end - axis))}`;
}

/** What each contender pays for depth: its own resume under 49 callers to its own under none. */
function depthSection(report: Report): string {
  const deep = report.benchmarks.find(({ name }) => name === "depth/50");
  const lines = Object.keys(deep?.samples ?? {}).flatMap((contender) => {
    const ratio = ratioOf(report, { benchmark: "depth/50", contender }, { benchmark: "depth/1", contender });
    return ratio === undefined
      ? []
      : [`  ${titleOf(contender).padEnd(NAME)}${formatRatio(ratio.median).padStart(NUMBER)}`];
  });
  return lines.length === 0 ? "" : ["depth/50 to depth/1 of the same contender", ...lines].join("\n");
}

function memorySection({ memory }: Report): string {
  const lines = Object.entries(memory).map(([contender, reply]) => {
    const { before, peak, after } = reply;
    const cells = [before, peak, after].map((bytes) => formatBytes(bytes).padStart(NUMBER));
    return `  ${titleOf(contender).padEnd(NAME)}${cells.join("")}   ${formatPercent(retained(reply)).padStart(7)}`;
  });
  if (lines.length === 0) {
    return "";
  }
  const columns = ["before", "peak", "after"].map((word) => word.padStart(NUMBER)).join("");
  return ["sleepers: memory in use", `  ${"".padEnd(NAME)}${columns}   stays`, ...lines].join("\n");
}
