/** `npm run bench`: measures, prints, and writes what it was asked to. */
import { readFile, writeFile } from "node:fs/promises";
import { simulateDay } from "./day.js";
import { type Options, parseOptions, USAGE } from "./options.js";
import type { Report } from "./report.js";
import { run } from "./run.js";
import { renderSvg } from "./svg.js";
import { renderTable, renderVerdicts } from "./table.js";
import { check } from "./targets.js";

async function main(options: Options): Promise<void> {
  const report = options.from === undefined ? await run(options) : await load(options.from);
  console.log(renderTable(report));
  if (options.json !== undefined) {
    await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
  }
  if (options.svg !== undefined) {
    await writeFile(options.svg, renderSvg(report));
  }
  if (options.targets) {
    const verdicts = check(report);
    console.log(`\n${renderVerdicts(verdicts)}`);
    process.exitCode = verdicts.some(({ pass }) => pass === false) ? 1 : 0;
  }
}

async function load(file: string): Promise<Report> {
  return JSON.parse(await readFile(file, "utf8"));
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    console.log(USAGE);
  } else if (options.day) {
    simulateDay();
  } else {
    await main(options);
  }
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}
