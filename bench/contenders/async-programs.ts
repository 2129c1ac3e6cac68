/**
 * Async functions of four kinds, in 1,000 tasks at once, in plain async/await. tsyncio's contender compiles this file to
 * managed code; the native one runs it as it is.
 */
import { Stopwatch } from "./stopwatch.js";
import { basket, CROWD } from "./workload.js";

/** Gives way to the other tasks. */
export type Pause = () => PromiseLike<unknown>;

/** One of the 1,000. */
type Worker = (ops: number, pause: Pause, watch: Stopwatch) => Promise<void>;

export async function switcher(ops: number, pause: Pause, watch: Stopwatch): Promise<void> {
  for (let i = 0; i < ops; i++) await pause();
  watch.cross();
}

async function answer(): Promise<number> {
  return 1;
}

export async function caller(ops: number, _pause: Pause, watch: Stopwatch): Promise<void> {
  for (let i = 0; i < ops; i++) await answer();
  watch.cross();
}

async function answerLater(pause: Pause): Promise<number> {
  await pause();
  return 1;
}

export async function waitingCaller(ops: number, pause: Pause, watch: Stopwatch): Promise<void> {
  for (let i = 0; i < ops; i++) await answerLater(pause);
  watch.cross();
}

/** Calls a function that it has made for this call, and that shares variables with it. */
export async function closureCaller(ops: number, pause: Pause, watch: Stopwatch): Promise<void> {
  let sum = 0;
  for (let i = 0; i < ops; i++) {
    const add = async (n: number): Promise<void> => {
      await pause();
      sum += n * i;
    };
    await add(1);
  }
  basket.sum += sum;
  watch.cross();
}

export async function crowd(worker: Worker, ops: number, pause: Pause): Promise<number> {
  const watch = new Stopwatch(CROWD);
  const running: Promise<void>[] = [];
  watch.start();
  for (let i = 0; i < CROWD; i++) running.push(worker(ops / CROWD, pause, watch));
  for (const task of running) await task;
  return watch.ms;
}
