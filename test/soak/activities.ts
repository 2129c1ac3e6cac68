/* What goes on during a soak: each of these again and again, all at once. */
import {
  exported,
  Process,
  ProcessPoolExecutor,
  run,
  runCoroutineThreadsafe,
  SharedQueue,
  type Target,
  type TargetFunction,
  Thread,
  ThreadPoolExecutor,
} from "tsyncio";
import type { SeededRandom } from "tsyncio/testing";
import { is, type Tally } from "./tally.js";
import * as targets from "./targets.js";

const url = new URL("./targets.js", import.meta.url).href;

function target<F extends TargetFunction>(fn: F): Target<F> {
  return exported(url, fn);
}

/** What the activities share. */
export class World {
  readonly threads = new ThreadPoolExecutor({ maxWorkers: 2, concurrency: 4, name: "Soak" });
  readonly processes = new ProcessPoolExecutor({ maxWorkers: 1, concurrency: 4, name: "Soak" });
  /** For calls on which this thread blocks: nothing else that they run waits for this thread. */
  readonly direct = [
    new ThreadPoolExecutor({ maxWorkers: 1, name: "Direct" }),
    new ProcessPoolExecutor({ maxWorkers: 1, name: "Direct" }),
  ] as const;
  /** What it runs blocks until this thread takes what it puts. */
  readonly producers = new ThreadPoolExecutor({ maxWorkers: 1, name: "Producer" });
  /** Their workers are ended by what they run. */
  readonly doomed = [
    new ThreadPoolExecutor({ maxWorkers: 1, name: "Doomed" }),
    new ProcessPoolExecutor({ maxWorkers: 1, name: "Doomed" }),
  ] as const;
  readonly tally: Tally;
  readonly random: SeededRandom;

  constructor(tally: Tally, random: SeededRandom) {
    this.tally = tally;
    this.random = random;
  }

  async close(): Promise<void> {
    await Promise.all(
      [this.threads, this.processes, this.producers, ...this.direct, ...this.doomed].map((pool) =>
        pool.shutdown(),
      ),
    );
  }
}

/** One turn of an activity. */
export type Activity = (world: World) => Promise<unknown>;

const CANCELLED = ["CancelledError"];
const ENDED = ["ERR_AGENT_ENDED"];

async function callInBursts({ threads, processes, tally, random }: World): Promise<void> {
  const calls = [];
  for (let i = random.below(200); i >= 0; i--) {
    const pool = i % 8 === 0 ? processes : threads;
    calls.push(tally.follow(pool.submit(target(targets.add), i, 1), is(i + 1)));
  }
  await Promise.all(calls);
}

async function echoLargeValues({ threads, processes, tally, random }: World): Promise<void> {
  const value = {
    bytes: new Uint8Array(random.below(300_000)).fill(7),
    map: new Map([["n", random.below(9)]]),
  };
  const call = target(targets.echo<typeof value>);
  await Promise.all([threads, processes].map((pool) => tally.follow(pool.submit(call, value), is(value))));
}

async function cancelAtRandom({ threads, processes, tally, random }: World): Promise<void> {
  const calls = Array.from({ length: 20 }, (_, i) => {
    const pool = i % 4 === 0 ? processes : threads;
    const future =
      random.below(2) === 0
        ? pool.submit(target(targets.waitForEver))
        : pool.submit(target(targets.addSlowly), i, 1);
    return { future, followed: tally.follow<unknown>(future, () => {}, CANCELLED) };
  });
  for (const { future } of calls) {
    if (random.below(3) === 0) await pause(random.below(3));
    future.cancel();
  }
  await Promise.all(calls.map(({ followed }) => followed));
}

async function killWorkers({ doomed: [threads, processes], tally, random }: World): Promise<void> {
  const pool = random.below(2) === 0 ? threads : processes;
  const end = random.below(3);
  const call =
    end === 0
      ? pool.submit(target(targets.exit), 3)
      : end === 1 && pool === processes
        ? pool.submit(target(targets.killItself))
        : pool.submitWith({ timeout: 5, grace: 5 }, target(targets.spin));
  await Promise.all([
    tally.follow<unknown>(call, () => {}, [...ENDED, "TimeoutError"]),
    // A process may have begun what waits in it; what waits in a thread goes to the next.
    tally.follow(pool.submit(target(targets.add), 1, 2), is(3), ENDED),
  ]);
  await pause(300);
}

async function failAndTimeOut({ threads, tally }: World): Promise<void> {
  await Promise.all([
    tally.follow(threads.submit(target(targets.fail), "as asked"), () => {}, ["RangeError"]),
    tally.follow(threads.submitWith({ timeout: 3 }, target(targets.waitForEver)), () => {}, ["TimeoutError"]),
  ]);
}

async function block({ direct: [threads, processes], tally, random }: World): Promise<void> {
  const n = random.below(1_000);
  tally.block(() => threads.submit(target(targets.add), n, 1).result(), is(n + 1));
  tally.block(() => processes.submit(target(targets.addSlowly), n, 1).result(), is(n + 1));
  tally.block(() => [...threads.map(target(targets.add as (n: number) => number), [n])].length, is(1));
  await pause(5);
}

async function useModule({ threads, tally, random }: World): Promise<void> {
  const api = threads.module<typeof targets>(url);
  const items = Array.from({ length: random.below(10) }, (_, i) => i);
  const sum = items.reduce((total, item) => total + item, 0);
  await tally.follow(
    api.each(items, (item) => item),
    is(sum),
  );
  await tally.follow(lengthOf(await api.countTo(40)), is(40));
}

async function lengthOf(items: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of items) count++;
  return count;
}

async function shareQueue({ producers, tally, random }: World): Promise<void> {
  // A worker that allocates little collects its queues late: V8 does not count shared memory.
  const queue = new SharedQueue<number>({ maxSize: 16, maxBytes: 4_096 });
  const count = random.below(2_000);
  const produced = tally.follow(producers.submit(target(targets.produce), queue, count), is(count));
  const taken = run(function* () {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += yield* queue.get();
    return sum;
  });
  // Of none, that is minus zero without the addition.
  await Promise.all([produced, tally.follow(taken, is(0 + (count * (count - 1)) / 2))]);
}

async function startAgents({ tally, random }: World): Promise<void> {
  const n = random.below(1_000);
  const Kind = random.below(3) === 0 ? Process : Thread;
  await tally.follow(new Kind(target(targets.addSlowly), [n, 1]).start(), is(n + 1));
  await tally.follow(
    run(function* () {
      return yield* new Kind(target(targets.askParent), [n]).start();
    }),
    is(2 * n),
  );
  await using agent = new Kind(target(targets.waitForEver), []).start();
  await tally.follow(runCoroutineThreadsafe(target(targets.addSlowly), [n, 1], agent.loop), is(n + 1));
  const cancelled = runCoroutineThreadsafe(target(targets.waitForEver), [], agent.loop);
  const followed = tally.follow(cancelled, () => {}, CANCELLED);
  cancelled.cancel();
  await followed;
  await pause(300);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export const activities: readonly Activity[] = [
  callInBursts,
  echoLargeValues,
  cancelAtRandom,
  killWorkers,
  failAndTimeOut,
  block,
  useModule,
  shareQueue,
  startAgents,
];
