import type { BenchmarkName } from "../../bench/benchmarks.js";
import type { Report } from "../../bench/report.js";

const LOCKS = { tsyncio: [20, 20, 20], "async-mutex": [900, 900, 900], "async-sema": [30, 30, 30] };

/** A report with round numbers, on which all targets hold. */
export function sampleReport(changes: Partial<Report> = {}): Report {
  return {
    format: 1,
    machine: { cpu: "Some CPU", cores: 2, system: "Linux x64" },
    rounds: 3,
    runtimes: { tsyncio: "Node 24.0.0", native: "Node 24.0.0", asyncio: "CPython 3.11.2" },
    skipped: { uvloop: "uvloop is not installed" },
    benchmarks: [
      benchmark("switch/1000", {
        tsyncio: [40, 50, 60],
        native: [80, 100, 120],
        asyncio: [1_200, 1_500, 1_800],
        "tsyncio-guest": [44, 55, 66],
      }),
      benchmark("switch/1", { tsyncio: [40, 40, 40], "tsyncio-guest": [44, 44, 44] }),
      benchmark("spawn-join", {
        tsyncio: [100, 100, 100],
        native: [50, 50, 50],
        effect: [2_500, 2_500, 2_500],
      }),
      benchmark("spawn-join/eager", {
        tsyncio: [60, 60, 60],
        native: [50, 50, 50],
        effect: [2_500, 2_500, 2_500],
      }),
      benchmark("depth/1", { tsyncio: [40, 40, 40] }),
      benchmark("depth/50", { tsyncio: [50, 50, 50] }),
      benchmark("async/switch", { "tsyncio-managed": [40, 40, 40], native: [50, 50, 50] }),
      benchmark("async/call", { "tsyncio-managed": [60, 60, 60], native: [50, 50, 50] }),
      benchmark("blocking/small", { "tsyncio-synckit": [10, 10, 10], synckit: [60, 60, 60] }),
      benchmark("blocking/string", { "tsyncio-synckit": [100, 100, 100], synckit: [300, 300, 300] }),
      benchmark("blocking/buffer", { "tsyncio-synckit": [100, 100, 100], synckit: [300, 300, 300] }),
      benchmark("async/closure", { "tsyncio-managed": [150, 150, 150], native: [160, 160, 160] }),
      benchmark("async/call-waits", { "tsyncio-managed": [150, 150, 150], native: [160, 160, 160] }),
      { ...benchmark("sleepers", { tsyncio: [100, 100, 100], native: [200, 200, null] }), unit: "ms" },
      benchmark("virtual-time", { tsyncio: [100, 100, 100], "fake-timers": [10_000, 10_000, 10_000] }),
      { ...benchmark("host-tick", { "tsyncio-guest": [3, 3, 3], native: [1, 1, 1] }), unit: "ms" },
      benchmark("empty-test", { tsyncio: [20_000, 20_000, 20_000], native: [200, 200, 200] }),
      benchmark("queue/100", {
        tsyncio: [100, 100, 100],
        asyncio: [2_000, 2_000, 2_000],
        fastq: [300, 300, 300],
        async: [900, 900, 900],
        "p-queue": [900, 900, 900],
      }),
      benchmark("lock/free", LOCKS),
      benchmark("lock/10", LOCKS),
      benchmark("semaphore/10", LOCKS),
      benchmark("gather/1000", {
        tsyncio: [100, 100, 100],
        native: [50, 50, 50],
        "native-immediate": [150, 150, 150],
      }),
      ...["pool/1", "pool/64", "pool/20000", "pool/cpu", "pool/cold"].map((name) =>
        benchmark(name as BenchmarkName, {
          "tsyncio-pool": [10, 10, 10],
          piscina: [200, 200, 200],
          tinypool: [200, 200, 200],
          "two-threads": [10, 10, 10],
        }),
      ),
      { ...benchmark("pool/rest", { "tsyncio-pool": [1, 1, 1] }), unit: "ms" },
    ],
    memory: { tsyncio: { before: 5_000_000, peak: 25_000_000, after: 5_200_000 } },
    ...changes,
  };
}

function benchmark(name: BenchmarkReport["name"], samples: BenchmarkReport["samples"]): BenchmarkReport {
  return { name, title: `what ${name} does`, unit: "ns/op", per: "op", samples };
}

type BenchmarkReport = Report["benchmarks"][number];
