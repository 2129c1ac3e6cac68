/** What one run measured, as `--json` writes it, and what follows from the samples. */
import type { Benchmark, BenchmarkName } from "./benchmarks.js";
import type { MemoryReply } from "./protocol.js";
import { pairedRatio, type Samples, type Summary, summarize } from "./stats.js";

export interface Report {
  readonly format: 1;
  readonly machine: Machine;
  readonly rounds: number;
  /** Contender to what it ran on. */
  readonly runtimes: Readonly<Record<string, string>>;
  /** Contender to why it did not run. */
  readonly skipped: Readonly<Record<string, string>>;
  readonly benchmarks: readonly BenchmarkReport[];
  /** Contender to the memory of its sleepers. */
  readonly memory: Readonly<Record<string, MemoryReply>>;
}

interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly system: string;
}

export interface BenchmarkReport extends Pick<Benchmark, "name" | "title" | "unit" | "per"> {
  /** Contender to its value in each round, in `unit`. */
  readonly samples: Readonly<Record<string, Samples>>;
}

export interface Row {
  readonly contender: string;
  readonly value: Summary;
  /** How many times as long as tsyncio it takes; undefined where tsyncio did not run. */
  readonly ratio: Summary | undefined;
}

/** The contender that ratios are taken to. */
export const BASELINE = "tsyncio";
/** It, and what stands for it in benchmarks that it does not have. */
export const BASELINES: readonly string[] = [BASELINE, "tsyncio-managed", "tsyncio-synckit", "tsyncio-pool"];

/** Each contender that was measured, in the order of the run. */
export function rowsOf(benchmark: BenchmarkReport): Row[] {
  const rows: Row[] = [];
  const baseline = BASELINES.find((contender) => contender in benchmark.samples) ?? BASELINE;
  for (const [contender, samples] of Object.entries(benchmark.samples)) {
    const value = summarize(samples);
    if (value !== undefined) {
      rows.push({ contender, value, ratio: pairedRatio(samples, benchmark.samples[baseline] ?? []) });
    }
  }
  return rows;
}

/** How many times as long `numerator` takes as `denominator`, each a contender in a benchmark. */
export function ratioOf(report: Report, numerator: Side, denominator: Side): Summary | undefined {
  return pairedRatio(samplesOf(report, numerator), samplesOf(report, denominator));
}

export interface Side {
  readonly benchmark: BenchmarkName;
  readonly contender: string;
}

function samplesOf(report: Report, side: Side): Samples {
  const benchmark = report.benchmarks.find(({ name }) => name === side.benchmark);
  return benchmark?.samples[side.contender] ?? [];
}

/** What a run left behind, as a fraction of what it had needed on top. */
export function retained(memory: MemoryReply): number {
  return (memory.after - memory.before) / (memory.peak - memory.before);
}
