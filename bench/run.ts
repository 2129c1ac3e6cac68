/** One whole run: who can take part, every group of benchmarks, then the memory of the sleepers. */
import os from "node:os";
import { type Benchmark, group, select } from "./benchmarks.js";
import { Child, Unavailable } from "./child.js";
import { type Contender, contenders, type Runtimes } from "./contenders.js";
import { measureMemory } from "./memory.js";
import type { Options } from "./options.js";
import { Progress } from "./progress.js";
import type { Ready } from "./protocol.js";
import { BASELINE, BASELINES, type BenchmarkReport, type Report } from "./report.js";
import { measure, type Plan } from "./rounds.js";

const ROUNDS = 15;
const QUICK_ROUNDS = 3;
const ROUNDS_PER_LAUNCH = 5;

export async function run(options: Options): Promise<Report> {
  const plan = planOf(options);
  const chosen = select(options.only);
  const progress = new Progress(process.stderr);
  const { present, skipped } = await callRoll(chooseContenders(options.contenders), plan.runtimes);
  const contendersOf = ({ name }: Benchmark): Contender[] =>
    [...present].filter(([, ready]) => ready.benchmarks.includes(name)).map(([contender]) => contender);

  const benchmarks: BenchmarkReport[] = [];
  for (const name of new Set(chosen.map(group))) {
    const members = chosen.filter((benchmark) => group(benchmark) === name);
    benchmarks.push(...(await measure(members, contendersOf, plan, progress)));
  }
  const sleepers = chosen.find(({ name }) => name === "sleepers");
  const memory = sleepers && (await measureMemory(sleepers, contendersOf(sleepers), plan.runtimes, progress));
  progress.done();
  return {
    format: 1,
    machine: {
      cpu: os.cpus()[0]?.model ?? "unknown",
      cores: os.cpus().length,
      system: `${os.type()} ${os.arch()}`,
    },
    rounds: plan.launches.reduce((sum, rounds) => sum + rounds, 0),
    runtimes: Object.fromEntries([...present].map(([{ key }, ready]) => [key, ready.runtime])),
    skipped,
    benchmarks,
    memory: memory ?? {},
  };
}

function planOf({ quick, rounds, node, python }: Options): Plan {
  const launches: number[] = [];
  for (let left = rounds ?? (quick ? QUICK_ROUNDS : ROUNDS); left > 0; left -= ROUNDS_PER_LAUNCH) {
    launches.push(Math.min(left, ROUNDS_PER_LAUNCH));
  }
  return { launches, sampleMs: quick ? 25 : 60, warmUpMs: quick ? 300 : 5_000, runtimes: { node, python } };
}

function chooseContenders(keys: readonly string[]): Contender[] {
  for (const key of keys) {
    if (!contenders.some((contender) => contender.key === key)) {
      const known = contenders.map((contender) => contender.key).join(", ");
      throw new RangeError(`Cannot find a contender named "${key}": there are ${known}`);
    }
  }
  return contenders.filter(({ key }) => keys.length === 0 || BASELINES.includes(key) || keys.includes(key));
}

/** Starts each once, to learn what it runs on and who cannot take part. */
async function callRoll(called: readonly Contender[], runtimes: Runtimes): Promise<Roll> {
  const present = new Map<Contender, Ready>();
  const skipped: Record<string, string> = {};
  for (const contender of called) {
    try {
      const child = await Child.start(contender.command(runtimes));
      present.set(contender, child.ready);
      await child.stop();
    } catch (error) {
      if (!(error instanceof Unavailable)) {
        throw error;
      }
      if (contender.key === BASELINE) {
        throw new Error(`Cannot run tsyncio itself: ${error.message}. Is it built?`, { cause: error });
      }
      skipped[contender.key] = error.message;
    }
  }
  return { present, skipped };
}

interface Roll {
  readonly present: ReadonlyMap<Contender, Ready>;
  readonly skipped: Readonly<Record<string, string>>;
}
