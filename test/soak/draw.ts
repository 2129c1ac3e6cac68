import { growth, type Sample } from "./memory.js";
import type { SoakReport } from "./soak.js";

const WIDTH = 40;
const MB = 2 ** 20;

/** A report as text: what was counted, and memory as bars. */
export function draw({ tally, samples, turns }: SoakReport): string {
  const lines = [...turns].map(([name, count]) => `  ${name.padEnd(18)} ${String(count).padStart(8)} turns`);
  const rows: [string, number][] = [
    ["started", tally.started],
    ["succeeded", tally.succeeded],
    ...[...tally.ended].map(([kind, count]): [string, number] => [`ended, as asked for: ${kind}`, count]),
    ["went wrong", tally.wrong.length],
    ["lost", tally.lost],
  ];
  lines.push("", ...rows.map(([what, count]) => `  ${what.padEnd(42)} ${String(count).padStart(10)}`));
  lines.push("", ...bars("heap", samples, (sample) => sample.heap));
  lines.push("", ...bars("rss", samples, (sample) => sample.rss));
  return lines.join("\n");
}

function bars(title: string, samples: readonly Sample[], value: (sample: Sample) => number): string[] {
  const most = Math.max(...samples.map(value));
  const step = Math.max(1, Math.floor(samples.length / 15));
  const shown = samples.filter((_, index) => index % step === 0);
  const change = `${(growth(samples, value) * 100).toFixed(1)} %`;
  return [
    `  ${title}: the last third beside the second, ${change}`,
    ...shown.map((sample) => {
      const bar = "█".repeat(Math.round((value(sample) / most) * WIDTH));
      const seconds = `${Math.round(sample.at / 1_000)} s`;
      return `  ${seconds.padStart(6)} ${bar.padEnd(WIDTH)} ${(value(sample) / MB).toFixed(1)} MiB`;
    }),
  ];
}
