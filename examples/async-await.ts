/*
 * node --import tsyncio/register examples/async-await.ts
 *
 * Plain async/await that belongs to the loop: it is cancelled where it waits, its `finally` blocks run, and it runs where no
 * promise could: in a loop that blocks its thread, in virtual time.
 */
import assert from "node:assert/strict";
import {
  ensureFuture,
  isMainModule,
  newEventLoop,
  Queue,
  run,
  sleep,
  TimeoutError,
  taskGroup,
  timeout,
  VirtualClock,
} from "tsyncio";
import { milliseconds, print } from "./report.js";

async function produce(queue: Queue<number>, count: number): Promise<void> {
  for (let n = 1; n <= count; n++) {
    await sleep(5);
    await queue.put(n);
  }
  queue.shutdown();
}

async function consume(queue: Queue<number>): Promise<number> {
  let sum = 0;
  for await (const n of queue) sum += n;
  return sum;
}

async function playMusic(events: string[]): Promise<void> {
  try {
    for (;;) await sleep(10);
  } finally {
    await sleep(1);
    events.push("faded out");
  }
}

async function main(): Promise<void> {
  const events: string[] = [];
  const music = ensureFuture(playMusic(events));

  const queue = new Queue<number>({ maxSize: 2 });
  const sum = await taskGroup(async (group) => {
    group.createTask(produce(queue, 10));
    return await consume(queue);
  });
  print("two tasks and a queue", `the numbers from 1 to 10 sum up to ${sum}`);
  assert.equal(sum, 55);

  const began = performance.now();
  try {
    await timeout(20, async () => {
      await sleep(60_000);
    });
  } catch (error) {
    assert.ok(error instanceof TimeoutError);
    print("a timeout", `ended a sleep of a minute after ${milliseconds(performance.now() - began)}`);
  }

  music.cancel();
  await Promise.allSettled([music]);
  print("a cancelled task", `the music ${events.join(", ")}`);
  assert.deepEqual(events, ["faded out"]);
}

/** The same functions, in a loop that blocks this thread and whose time is virtual. */
function inVirtualTime(): void {
  using loop = newEventLoop({ clock: new VirtualClock() });
  const queue = new Queue<number>();
  const sum = loop.runUntilComplete(async () => {
    ensureFuture(produce(queue, 1000));
    return await consume(queue);
  });
  print("in virtual time", `${loop.time()} ms of sleeps passed at once, for a sum of ${sum}`);
  assert.equal(loop.time(), 5000);
}

if (isMainModule(import.meta.url)) {
  await run(main);
  inVirtualTime();
}
