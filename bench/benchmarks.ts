/** What is measured: the catalogue that the runner, the table, the chart and the targets share. */

export interface Benchmark {
  /** Benchmarks whose names agree up to the "/" are measured in the same rounds, so they compare well. */
  readonly name: BenchmarkName;
  readonly title: string;
  /** "ns/op" divides the time by the operations; "ms" is the time of all of them. */
  readonly unit: "ns/op" | "ms";
  /** What one operation is, in the words of the table. */
  readonly per: string;
  /** The fewest operations that a sample may have. */
  readonly least: number;
  /** A sample has exactly `least` operations, however long they take. */
  readonly fixed: boolean;
}

export type BenchmarkName =
  | "switch/1"
  | "switch/1000"
  | "spawn-join"
  | "spawn-join/eager"
  | "ping-pong"
  | "call-soon"
  | "depth/1"
  | "depth/50"
  | "queue/100"
  | "lock/free"
  | "lock/10"
  | "semaphore/10"
  | "gather/1000"
  | "async/switch"
  | "async/call"
  | "async/call-waits"
  | "async/closure"
  | "sleepers"
  | "virtual-time"
  | "empty-test"
  | "host-tick"
  | "blocking/small"
  | "blocking/string"
  | "blocking/buffer"
  | "pool/1"
  | "pool/64"
  | "pool/20000"
  | "pool/cpu"
  | "pool/rest"
  | "pool/cold"
  | "blocking/cold";

/** How many tasks sleep at once in `sleepers`. */
export const SLEEPERS = 100_000;

const benchmarks: readonly Benchmark[] = [
  timed("switch/1", "1 task gives way again and again", "switch", 1_000),
  timed("switch/1000", "1,000 tasks give way in turn", "switch", 100_000),
  timed("spawn-join", "start a task that returns at once, wait for it", "task", 200),
  timed("spawn-join/eager", "the same, of a task that starts at once", "task", 200),
  timed("ping-pong", "2 tasks wake each other through futures", "wake-up", 1_000),
  timed("call-soon", "run plain callbacks, 1,000 a batch", "callback", 10_000),
  timed("depth/1", "resume a coroutine: the task's own", "resume", 1_000),
  timed("depth/50", "resume a coroutine under 49 callers", "resume", 1_000),
  timed("queue/100", "hand items on through a queue of 100", "item", 2_000),
  timed("lock/free", "take a free lock and release it", "turn", 1_000),
  timed("lock/10", "10 tasks take turns with a lock", "turn", 1_000),
  timed("semaphore/10", "10 tasks share 2 permits", "turn", 1_000),
  timed("gather/1000", "gather 1,000 coroutines that give way once", "coroutine", 10_000),
  timed("async/switch", "async/await: 1,000 tasks give way in turn", "switch", 100_000),
  timed("async/call", "async/await: 1,000 tasks call a function that does not wait", "call", 100_000),
  timed("async/call-waits", "async/await: 1,000 tasks call a function that waits", "call", 100_000),
  timed(
    "async/closure",
    "async/await: 1,000 tasks call a function made for the call, which waits",
    "call",
    100_000,
  ),
  {
    name: "sleepers",
    title: "100,000 tasks sleep 1 to 50 ms",
    unit: "ms",
    per: "all",
    least: SLEEPERS,
    fixed: true,
  },
  {
    name: "virtual-time",
    title: "ten virtual minutes of 1,000 tasks that wake once a second",
    unit: "ms",
    per: "all",
    least: 600_000,
    fixed: true,
  },
  {
    name: "host-tick",
    title: "how late the latest of 300 host timers is, beside 1,000 busy tasks of a guest, and alone",
    unit: "ms",
    per: "all",
    least: 300,
    fixed: true,
  },
  timed("empty-test", "an isolated test that does nothing, and a bare one", "test", 2_000),
  timed("blocking/small", "block on a call of a thread: a small object there and back", "call", 50),
  timed("blocking/string", "block on a call of a thread: a string of 1 MiB", "call", 5),
  timed("blocking/buffer", "block on a call of a thread: a buffer of 1 MiB", "call", 5),
  timed("pool/1", "a pool of 2 threads: tasks that do nothing, one at a time", "task", 50),
  timed("pool/64", "a pool of 2 threads: tasks that do nothing, 64 in flight", "task", 640),
  fixed("pool/20000", "a pool of 2 threads: 20,000 tasks that do nothing, at once", "task", 20_000),
  fixed("pool/cpu", "a pool of 2 threads: 100 tasks of 1 ms, at once", "task", 100),
  {
    name: "pool/rest",
    title: "a pool of 2 threads a second after its last task: processor time in 250 ms",
    unit: "ms",
    per: "all",
    least: 100,
    fixed: true,
  },
  {
    name: "pool/cold",
    title: "from the import of the package in a new process to the first result of a pool",
    unit: "ms",
    per: "all",
    least: 1,
    fixed: true,
  },
  {
    name: "blocking/cold",
    title: "from the import of the package in a new process to the first result of createSyncFn",
    unit: "ms",
    per: "all",
    least: 1,
    fixed: true,
  },
];

function timed(name: BenchmarkName, title: string, per: string, least: number): Benchmark {
  return { name, title, unit: "ns/op", per, least, fixed: false };
}

/** The same for an exact number of operations. */
function fixed(name: BenchmarkName, title: string, per: string, least: number): Benchmark {
  return { ...timed(name, title, per, least), fixed: true };
}

/** The benchmarks that `only` names: by full name, or by the part before the "/"; all for no names. */
export function select(only: readonly string[]): Benchmark[] {
  for (const name of only) {
    if (!benchmarks.some((benchmark) => matches(benchmark, name))) {
      const known = benchmarks.map((benchmark) => benchmark.name).join(", ");
      throw new RangeError(`Cannot find a benchmark named "${name}": there are ${known}`);
    }
  }
  return benchmarks.filter((benchmark) => only.length === 0 || only.some((name) => matches(benchmark, name)));
}

function matches(benchmark: Benchmark, name: string): boolean {
  return benchmark.name === name || group(benchmark) === name;
}

export function group(benchmark: Benchmark): string {
  return benchmark.name.split("/")[0] as string;
}
