/** What gives way to the host's I/O and timers too, as a loop's own turn does: `setImmediate`. */
import { setImmediate as immediate } from "node:timers/promises";
import { serve } from "./serve.js";
import { Stopwatch } from "./stopwatch.js";
import { BATCH, CROWD, noop } from "./workload.js";

async function switcher(switches: number, watch: Stopwatch): Promise<void> {
  for (let i = 0; i < switches; i++) {
    await immediate();
  }
  watch.cross();
}

async function crowd(tasks: number, switches: number): Promise<number> {
  const watch = new Stopwatch(tasks);
  const running: Promise<void>[] = [];
  watch.start();
  for (let i = 0; i < tasks; i++) {
    running.push(switcher(switches, watch));
  }
  for (const task of running) {
    await task;
  }
  return watch.ms;
}

async function nap(): Promise<number> {
  await immediate();
  return 1;
}

async function allOfCrowds(children: number): Promise<number> {
  const watch = new Stopwatch();
  watch.start();
  for (let left = children; left > 0; left -= CROWD) {
    await Promise.all(Array.from({ length: CROWD }, nap));
  }
  watch.cross();
  return watch.ms;
}

async function callbacks(count: number): Promise<number> {
  const watch = new Stopwatch();
  watch.start();
  for (let left = count; left > 0; left -= BATCH) {
    for (let i = 0; i < BATCH; i++) {
      setImmediate(noop);
    }
    await immediate();
  }
  watch.cross();
  return watch.ms;
}

await serve({
  "switch/1": (ops) => crowd(1, ops),
  "switch/1000": (ops) => crowd(CROWD, ops / CROWD),
  "call-soon": callbacks,
  "gather/1000": allOfCrowds,
});
