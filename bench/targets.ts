/** What the library promises, checked against a report. Ratios hold on any machine; times would not. */
import { formatPercent, formatRatio, formatValue } from "./format.js";
import { type Report, ratioOf, retained, rowsOf, type Side } from "./report.js";
import { pairedRatio, summarize } from "./stats.js";

export interface Verdict {
  readonly claim: string;
  readonly limit: string;
  readonly measured: string;
  /** Undefined where the run did not measure it. */
  readonly pass: boolean | undefined;
}

interface Target {
  readonly claim: string;
  readonly limit: string;
  readonly format: (value: number) => string;
  readonly measure: (report: Report) => number | undefined;
  readonly holds: (value: number) => boolean;
}

/** The programs in async/await of which the sum is promised. */
const ASYNC = ["async/switch", "async/call", "async/call-waits"] as const;

const targets: readonly Target[] = [
  atMost(
    1,
    "switch/1000: tsyncio takes no longer than native await",
    side("switch/1000"),
    native("switch/1000"),
  ),
  atLeast(20, "switch/1000: asyncio takes longer", side("switch/1000", "asyncio"), side("switch/1000")),
  // A call of a native async function starts it at once: a task that does so is what compares with it.
  atMost(
    2.5,
    "spawn-join/eager: tsyncio to native await of a call",
    side("spawn-join/eager"),
    native("spawn-join/eager"),
  ),
  atLeast(
    20,
    "spawn-join/eager: Effect's fork and join takes longer",
    side("spawn-join", "effect"),
    side("spawn-join/eager"),
  ),
  // A task that starts in the next iteration, asyncio's default, goes through the ready queue twice.
  atMost(4.5, "spawn-join: tsyncio to native await of a call", side("spawn-join"), native("spawn-join")),
  atLeast(10, "spawn-join: Effect takes longer", side("spawn-join", "effect"), side("spawn-join")),
  atMost(1.5, "depth: tsyncio resumes under 49 callers as under none", side("depth/50"), side("depth/1")),
  atLeast(15, "queue/100: asyncio takes longer", side("queue/100", "asyncio"), side("queue/100")),
  ...["fastq", "async", "p-queue"].map((peer) =>
    atLeast(1, `queue/100: ${peer} takes longer`, side("queue/100", peer), side("queue/100")),
  ),
  ...(["lock/free", "lock/10", "semaphore/10"] as const).flatMap((benchmark) =>
    ["async-mutex", "async-sema"].map((peer) =>
      atLeast(1, `${benchmark}: ${peer} takes longer`, side(benchmark, peer), side(benchmark)),
    ),
  ),
  // A microtask is no wait: who awaits a settled promise keeps everything but microtasks from running.
  atMost(
    1,
    "gather/1000: tsyncio to Promise.all of calls that wait",
    side("gather/1000"),
    side("gather/1000", "native-immediate"),
  ),
  atMost(
    2.5,
    "gather/1000: tsyncio to Promise.all of a microtask each",
    side("gather/1000"),
    native("gather/1000"),
  ),
  atMost(1, "sleepers: tsyncio takes no longer than setTimeout", side("sleepers"), native("sleepers")),
  atLeast(
    20,
    "virtual-time: fake-timers' async ticks take longer",
    side("virtual-time", "fake-timers"),
    side("virtual-time"),
  ),
  ...(["switch/1", "switch/1000"] as const).map((name) =>
    atMost(1.3, `${name}: as a guest of Node to blocking`, side(name, "tsyncio-guest"), side(name)),
  ),
  {
    claim: "host-tick: a busy guest makes Node's timers later than none",
    limit: "≤ 5 ms",
    format: (value) => formatValue(value, "ms"),
    measure: (report) => difference(report, "host-tick", "tsyncio-guest"),
    holds: (value) => value <= 5,
  },
  {
    claim: "empty-test: an isolated one costs more than a bare one",
    limit: "≤ 50 µs",
    format: (value) => formatValue(value, "ns/op"),
    measure: (report) => difference(report, "empty-test", "tsyncio"),
    holds: (value) => value <= 50_000,
  },
  ...[...ASYNC, "async/closure" as const].map((name) =>
    atMost(1.5, `${name}: managed async/await to native`, side(name, "tsyncio-managed"), native(name)),
  ),
  atLeast(
    5,
    "blocking/small: synckit takes longer",
    side("blocking/small", "synckit"),
    side("blocking/small", "tsyncio-synckit"),
  ),
  ...(["blocking/string", "blocking/buffer"] as const).map((name) =>
    atLeast(2, `${name}: synckit takes longer`, side(name, "synckit"), side(name, "tsyncio-synckit")),
  ),
  ...["piscina", "tinypool"].flatMap((peer) => [
    atMost(0.7, `pool/1: tsyncio to ${peer}`, side("pool/1", "tsyncio-pool"), side("pool/1", peer)),
    atLeast(5, `pool/64: ${peer} takes longer`, side("pool/64", peer), side("pool/64", "tsyncio-pool")),
    atLeast(
      10,
      `pool/20000: ${peer} takes longer`,
      side("pool/20000", peer),
      side("pool/20000", "tsyncio-pool"),
    ),
  ]),
  atMost(
    1.1,
    "pool/cpu: tsyncio to two bare threads that share the tasks",
    side("pool/cpu", "tsyncio-pool"),
    side("pool/cpu", "two-threads"),
  ),
  atMost(1, "pool/cpu: tsyncio to piscina", side("pool/cpu", "tsyncio-pool"), side("pool/cpu", "piscina")),
  atMost(
    1,
    "pool/cold: tsyncio to tinypool",
    side("pool/cold", "tsyncio-pool"),
    side("pool/cold", "tinypool"),
  ),
  {
    claim: "pool/rest: processor time of a pool at rest",
    limit: "≤ 1% of the time",
    format: (value) => formatValue(value, "ms"),
    measure: ({ benchmarks }) =>
      summarize(benchmarks.find(({ name }) => name === "pool/rest")?.samples["tsyncio-pool"] ?? [])?.median,
    holds: (value) => value <= 2.5,
  },
  {
    claim: "async: the three together, managed to native",
    limit: "≤ 1×",
    format: formatRatio,
    measure: asyncSum,
    holds: (value) => value <= 1,
  },
  {
    claim: "sleepers: tsyncio gives its memory back; what stays of the peak",
    limit: "≤ 5%",
    format: formatPercent,
    measure: ({ memory }) => (memory["tsyncio"] === undefined ? undefined : retained(memory["tsyncio"])),
    holds: (value) => value <= 0.05,
  },
];

export function check(report: Report): Verdict[] {
  return targets.map(({ claim, limit, format, measure, holds }) => {
    const value = measure(report);
    return {
      claim,
      limit,
      measured: value === undefined ? "not measured" : format(value),
      pass: value === undefined ? undefined : holds(value),
    };
  });
}

/** How much more `contender` takes than native code, in the benchmark's unit: a promise that is no ratio. */
function difference(
  { benchmarks }: Report,
  benchmark: Side["benchmark"],
  contender: string,
): number | undefined {
  const rows = benchmarks.filter(({ name }) => name === benchmark).flatMap(rowsOf);
  const [own, bare] = [contender, "native"].map((key) => rows.find((row) => row.contender === key));
  return own === undefined || bare === undefined ? undefined : own.value.median - bare.value.median;
}

/** As the other ratios, of the sums in each round: what slows the machine for a while slows both sides of a round. */
function asyncSum({ benchmarks }: Report): number | undefined {
  const sums = (contender: string) => {
    const [first = [], ...others] = ASYNC.map(
      (name) => benchmarks.find((benchmark) => benchmark.name === name)?.samples[contender] ?? [],
    );
    return first.map((one, round) =>
      others.reduce<number | null>((sum, samples) => plus(sum, samples[round]), one),
    );
  };
  return pairedRatio(sums("tsyncio-managed"), sums("native"))?.median;
}

function plus(sum: number | null, sample: number | null | undefined): number | null {
  return sum === null || sample == null ? null : sum + sample;
}

function side(benchmark: Side["benchmark"], contender = "tsyncio"): Side {
  return { benchmark, contender };
}

function native(benchmark: Side["benchmark"]): Side {
  return side(benchmark, "native");
}

function atMost(limit: number, claim: string, above: Side, below: Side): Target {
  return { ...ratio(claim, above, below), limit: `≤ ${limit}×`, holds: (value) => value <= limit };
}

function atLeast(limit: number, claim: string, above: Side, below: Side): Target {
  return { ...ratio(claim, above, below), limit: `≥ ${limit}×`, holds: (value) => value >= limit };
}

function ratio(claim: string, above: Side, below: Side): Pick<Target, "claim" | "format" | "measure"> {
  return { claim, format: formatRatio, measure: (report) => ratioOf(report, above, below)?.median };
}
