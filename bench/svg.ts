/** The report as a chart: for each benchmark how many times as long as tsyncio each contender takes. */
import { titleOf } from "./contenders.js";
import { formatRatio, formatValue } from "./format.js";
import { BASELINE, BASELINES, type BenchmarkReport, type Report, type Row, rowsOf } from "./report.js";
import { placeOf, type Scale, scaleOf, ticksOf } from "./scale.js";

const WIDTH = 900;
const MARGIN = 24;
/** Where the plot lies between the names and the numbers. */
const PLOT = { left: 190, right: 690 };
const NUMBERS = { ratio: 770, value: WIDTH - MARGIN };
const HEAD = 100;
const PANEL_HEAD = 38;
const ROW = 22;
const PANEL_GAP = 14;
const FOOT = 40;

const STYLE = `
  svg { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
  .page { fill: #ffffff; } .ink { fill: #1f2933; } .soft { fill: #5b6b7b; } .grid { stroke: #e3e8ee; }
  .axis { stroke: #2563eb; } .own { fill: #2563eb; } .slower { fill: #c2703d; } .faster { fill: #14866d; }
  .range { stroke: #1f2933; stroke-opacity: 0.55; } .number { text-anchor: end; font-variant-numeric: tabular-nums; }
  .title { font-size: 20px; font-weight: 650; } .name { font-weight: 650; } .middle { text-anchor: middle; }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117; } .ink { fill: #e6edf3; } .soft { fill: #93a1b0; } .grid { stroke: #252d37; }
    .axis { stroke: #6ea8fe; } .own { fill: #6ea8fe; } .slower { fill: #d98a57; } .faster { fill: #3fb592; }
    .range { stroke: #e6edf3; }
  }`;

/** A whole SVG document; it follows the reader's light or dark theme. */
export function renderSvg(report: Report): string {
  const panels = report.benchmarks.map((benchmark) => ({ benchmark, rows: rowsOf(benchmark) }));
  const scale = scaleOf(
    panels.flatMap(({ rows }) => rows.flatMap(({ ratio }) => (ratio ? [ratio.median] : []))),
  );
  let top = HEAD;
  const drawn: string[] = [];
  for (const { benchmark, rows } of panels) {
    drawn.push(panel(benchmark, rows, scale, top));
    top += panelHeight(rows) + PANEL_GAP;
  }
  const height = top + FOOT;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<title>tsyncio beside its peers: time of each benchmark as a multiple of tsyncio's</title>
<style>${STYLE}
</style>
<rect class="page" width="${WIDTH}" height="${height}" rx="10"/>
${head(report, scale)}
${drawn.join("\n")}
${text(MARGIN, height - 18, "soft", `${machineOf(report)}. Thin lines: the middle half of the rounds.`)}
</svg>
`;
}

function head({ rounds }: Report, scale: Scale): string {
  const ticks = ticksOf(scale).map((tick) => {
    const label = tick === 1 ? "1×" : `${tick.toLocaleString("en-US")}×`;
    return text(place(tick, scale), HEAD - 10, tick === 1 ? "ink name middle" : "soft middle", label);
  });
  return [
    text(MARGIN, 38, "ink title", "tsyncio beside its peers"),
    text(
      MARGIN,
      60,
      "soft",
      `Time as a multiple of tsyncio's own, logarithmic: left of 1× is faster, right of it slower. Median of ${rounds} rounds.`,
    ),
    ...ticks,
  ].join("\n");
}

function panel(benchmark: BenchmarkReport, rows: readonly Row[], scale: Scale, top: number): string {
  const first = top + PANEL_HEAD;
  const bottom = top + panelHeight(rows);
  const { name, title, per, unit } = benchmark;
  const grid = ticksOf(scale).map((tick) => {
    const x = place(tick, scale);
    return `<line class="${tick === 1 ? "axis" : "grid"}" x1="${x}" x2="${x}" y1="${first - 6}" y2="${bottom}"/>`;
  });
  return [
    text(MARGIN, top + 20, "ink name", name),
    text(PLOT.left, top + 20, "soft", title),
    text(NUMBERS.value, top + 20, "soft number", unit === "ms" ? "time of all" : `per ${per}`),
    ...grid,
    ...rows.map((row, index) => rowOf(row, unit, scale, first + index * ROW)),
  ].join("\n");
}

function panelHeight(rows: readonly Row[]): number {
  return PANEL_HEAD + rows.length * ROW;
}

function rowOf(
  { contender, value, ratio }: Row,
  unit: BenchmarkReport["unit"],
  scale: Scale,
  top: number,
): string {
  const own = BASELINES.includes(contender);
  const base = top + 15;
  const parts = [
    text(MARGIN, base, own ? "own name" : "ink", titleOf(contender)),
    text(NUMBERS.value, base, own ? "own name number" : "ink number", formatValue(value.median, unit)),
  ];
  if (ratio !== undefined) {
    const axis = place(1, scale);
    const end = place(ratio.median, scale);
    const middle = top + ROW / 2;
    const kind = own ? "own" : ratio.median < 1 ? "faster" : "slower";
    const [left, width] = [Math.min(axis, end), Math.abs(end - axis)];
    parts.push(
      text(NUMBERS.ratio, base, own ? "own name number" : "ink number", formatRatio(ratio.median)),
      `<rect class="${kind}" x="${left}" y="${middle - 6}" width="${round(width)}" height="12" rx="2"/>`,
      own
        ? `<circle class="own" cx="${axis}" cy="${middle}" r="5"/>`
        : `<line class="range" x1="${place(ratio.low, scale)}" x2="${place(ratio.high, scale)}" y1="${middle}" y2="${middle}"/>`,
    );
  }
  return parts.join("\n");
}

function place(ratio: number, scale: Scale): number {
  return round(PLOT.left + placeOf(ratio, scale) * (PLOT.right - PLOT.left));
}

function machineOf({ machine, runtimes }: Report): string {
  const node = runtimes[BASELINE] ?? "";
  const python = runtimes["asyncio"];
  return [machine.cpu, `${machine.cores} cores`, machine.system, node, python].filter(Boolean).join(", ");
}

function text(x: number, y: number, classes: string, words: string): string {
  return `<text x="${round(x)}" y="${y}" class="${classes}">${escapeXml(words)}</text>`;
}

function escapeXml(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
