/**
 * Measures one group of benchmarks. Each contender has a process of its own for each benchmark, so none shapes
 * another's compiled code or heap, and only one of them runs at any time. Rounds take the contenders in turn: what
 * disturbs the machine for a while disturbs them alike. Some rounds on, all start afresh, since what a JIT makes of
 * the same code differs from process to process.
 */
import { type Benchmark, group } from "./benchmarks.js";
import { Child } from "./child.js";
import type { Contender, Runtimes } from "./contenders.js";
import type { Progress } from "./progress.js";
import type { BenchmarkReport } from "./report.js";

export interface Plan {
  /** The rounds between one fresh start of every process and the next. */
  readonly launches: readonly number[];
  /** How long one sample takes at least, unless its operations are fixed. */
  readonly sampleMs: number;
  /** How long a fixed number of operations is run in small portions first. */
  readonly warmUpMs: number;
  readonly runtimes: Runtimes;
}

/** A sample that takes longer than this is taken in the first round of a launch only. */
const PATIENCE_MS = 5_000;

/** As long is warmed up what counts in milliseconds of its own: how late, or how long until the first. */
const SHORT_WARM_UP_MS = 300;

/** The warm-up ends with so many samples, one after the other, that are not clearly faster than all before. */
const STEADY = 4;
const FASTER = 0.98;

interface Lane {
  readonly benchmark: Benchmark;
  readonly contender: Contender;
  readonly samples: (number | null)[];
}

interface Running extends Lane {
  readonly child: Child;
  readonly ops: number;
}

export async function measure(
  benchmarks: readonly Benchmark[],
  contendersOf: (benchmark: Benchmark) => readonly Contender[],
  plan: Plan,
  progress: Progress,
): Promise<BenchmarkReport[]> {
  const lanes = benchmarks.flatMap((benchmark) =>
    contendersOf(benchmark).map((contender): Lane => ({ benchmark, contender, samples: [] })),
  );
  for (const rounds of plan.launches) {
    await measureLaunch(lanes, rounds, plan, progress);
  }
  return benchmarks.map((benchmark) => reportOf(benchmark, lanes));
}

async function measureLaunch(
  lanes: readonly Lane[],
  rounds: number,
  plan: Plan,
  progress: Progress,
): Promise<void> {
  const running: Running[] = [];
  try {
    for (const lane of lanes) {
      progress.step(group(lane.benchmark), `${nameOf(lane)} warms up`);
      const child = await Child.start(lane.contender.command(plan.runtimes));
      running.push({ ...lane, child, ops: await warmUp(child, lane.benchmark, plan) });
    }
    for (let round = 0; round < rounds; round++) {
      for (const lane of running) {
        progress.step(group(lane.benchmark), `${nameOf(lane)}, round ${lane.samples.length + 1}`);
        lane.samples.push(await sample(lane, round));
      }
    }
  } finally {
    await Promise.all(running.map(({ child }) => child.stop()));
  }
}

function nameOf({ benchmark, contender }: Lane): string {
  return `${contender.title}, ${benchmark.name}`;
}

async function sample({ benchmark, child, ops, samples }: Running, round: number): Promise<number | null> {
  if (round > 0 && benchmark.unit === "ms" && (samples.at(-1) ?? PATIENCE_MS) >= PATIENCE_MS) {
    return null;
  }
  const ms = await child.time(benchmark, ops);
  return benchmark.unit === "ms" ? ms : (ms * 1e6) / ops;
}

/** Finds how many operations fill a sample, and takes samples until they get no faster: by then the code is compiled. */
async function warmUp(child: Child, benchmark: Benchmark, { sampleMs, warmUpMs }: Plan): Promise<number> {
  if (benchmark.fixed) {
    // By this clock: what a sample says may be how late something was, and so never add up.
    const end = performance.now() + (benchmark.unit === "ms" ? SHORT_WARM_UP_MS : warmUpMs);
    while (performance.now() < end) await child.time(benchmark, benchmark.least / 10);
    // As before each other sample: its heap then is as large as so many operations make it.
    if (benchmark.unit === "ns/op") await child.time(benchmark, benchmark.least);
    return benchmark.least;
  }
  let ops = benchmark.least;
  let fastest = Number.POSITIVE_INFINITY;
  let noFaster = 0;
  while (noFaster < STEADY) {
    const ms = await child.time(benchmark, ops);
    if (ms < sampleMs) {
      const growth = Math.min(10, (1.2 * sampleMs) / Math.max(ms, 0.01));
      ops = Math.ceil((ops * growth) / benchmark.least) * benchmark.least;
    } else if (ms / ops < fastest * FASTER) {
      fastest = ms / ops;
      noFaster = 0;
    } else {
      noFaster++;
    }
  }
  return ops;
}

function reportOf({ name, title, unit, per }: Benchmark, lanes: readonly Lane[]): BenchmarkReport {
  const own = lanes.filter(({ benchmark }) => benchmark.name === name);
  return {
    name,
    title,
    unit,
    per,
    samples: Object.fromEntries(own.map(({ contender, samples }) => [contender.key, samples])),
  };
}
