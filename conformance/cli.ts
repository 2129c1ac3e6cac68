import { parseArgs } from "node:util";
import { campaign, generate } from "./campaign.js";
import { Coverage } from "./coverage.js";
import { pseudoCode } from "./differ/pseudo-code.js";
import { type Mode, modes } from "./interpreter/modes.js";
import { Oracle } from "./oracle.js";
import { Progress } from "./progress.js";
import { record } from "./record.js";
import { report } from "./report.js";
import { shrink } from "./shrink.js";
import { Watchdog } from "./watchdog.js";

const HELP = `npm run conformance -- [options]
Runs generated programs on CPython's asyncio and on tsyncio, and compares their traces event for event.

  --programs N    how many programs (1000)
  --seed S        which programs (one of the day's seconds)
  --mode M        blocking, guest, managed or all (all)
  --python PATH   the interpreter, CPython 3.11 or newer (python3), or the folder of the npm package pyodide
  --only I        only program I of the seed, printed before it runs
  --coverage      count what the programs did
  --record        run the fixed set on CPython and keep its traces in conformance/fixed/`;

interface Options {
  readonly programs: number;
  readonly seed: number;
  readonly modes: readonly Mode[];
  readonly only: number | undefined;
  readonly coverage: boolean;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      programs: { type: "string", default: "1000" },
      seed: { type: "string", default: String(Math.floor(Date.now() / 1000) % 86_400) },
      mode: { type: "string", default: "all" },
      python: { type: "string", default: "python3" },
      only: { type: "string" },
      coverage: { type: "boolean", default: false },
      record: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const options: Options = {
    programs: wholeNumber("programs", values.programs),
    seed: wholeNumber("seed", values.seed),
    modes: values.mode === "all" ? modes : [oneOf("mode", values.mode, modes)],
    only: values.only === undefined ? undefined : wholeNumber("only", values.only),
    coverage: values.coverage,
  };
  const oracle = await Oracle.start(values.python);
  try {
    if (values.record) console.log(`${await record(oracle)} programs recorded on CPython ${oracle.version}`);
    else if (!(await compare(oracle, options))) process.exitCode = 1;
  } finally {
    oracle.stop();
  }
}

async function compare(oracle: Oracle, options: Options): Promise<boolean> {
  const { seed, only } = options;
  const from = only ?? 0;
  const to = only === undefined ? options.programs : only + 1;
  if (only !== undefined) console.log(pseudoCode(generate(seed, only, to)[0]!));
  const watchdog = new Watchdog();
  const progress = new Progress(to - from);
  const coverage = new Coverage();
  let agreed = 0;
  let firstFailure: number | undefined;
  const start = performance.now();
  for await (const verdict of campaign(oracle, seed, from, to, options.modes, (i) => watchdog.running(i))) {
    if (verdict.difference === undefined) agreed++;
    else firstFailure ??= verdict.index;
    if (options.coverage) coverage.add(verdict.program, verdict.expected);
    progress.update(verdict.index - from + 1, agreed);
  }
  progress.finish();
  await watchdog.stop();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(
    `${agreed} of ${to - from} programs agree with CPython ${oracle.version} ` +
      `(seed ${seed}, ${options.modes.join(", ")}, ${seconds} s)`,
  );
  if (options.coverage) console.log(String(coverage));
  if (firstFailure === undefined) return true;
  console.log(`\nThe first difference, of program ${firstFailure}, shrunk:\n`);
  console.log(report(await shrink(oracle, seed, firstFailure, options.modes), oracle.version));
  return false;
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) {
    throw new TypeError(`--${option} is a whole number, got ${text}`);
  }
  return number;
}

function oneOf<T extends string>(option: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === text);
  if (found === undefined) throw new TypeError(`--${option} is one of ${allowed.join(", ")}, got ${text}`);
  return found;
}

await main();
