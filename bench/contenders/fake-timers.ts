/** @sinonjs/fake-timers: native async functions on a clock of its own, moved by its async ticks. */
import { createClock } from "@sinonjs/fake-timers";
import { packageVersion } from "./package-version.js";
import { serve } from "./serve.js";
import { CROWD } from "./workload.js";

const SECOND = 1000;

async function ticks(tasks: number, wakeups: number): Promise<number> {
  const clock = createClock();
  async function ticker(): Promise<void> {
    for (let i = 0; i < wakeups; i++) {
      await new Promise((resolve) => clock.setTimeout(resolve, SECOND));
    }
  }
  const running: Promise<void>[] = [];
  const start = performance.now();
  for (let i = 0; i < tasks; i++) {
    running.push(ticker());
  }
  await clock.tickAsync(wakeups * SECOND);
  await Promise.all(running);
  return performance.now() - start;
}

await serve(
  { "virtual-time": (ops) => ticks(CROWD, ops / CROWD) },
  await packageVersion("@sinonjs/fake-timers"),
);
