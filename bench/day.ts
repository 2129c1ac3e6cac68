/** A simulated day of 1,000 tasks that wake once a second: 86.4 million wake-ups, in flat memory. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { newEventLoop, VirtualClock } from "tsyncio";
import { formatBytes } from "./format.js";
import { ticks } from "./ticks.js";

const TASKS = 1_000;
const SECONDS = 86_400;
const HOUR = 3_600_000;
const BAR = 24;

/** Prints how it goes, hour by hour; at its end how long it took, and the heap in use in its first and last hours. */
export function simulateDay(): void {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  const loop = newEventLoop({ clock: new VirtualClock() });
  const heap: number[] = [];
  const start = performance.now();
  const look = () => {
    gc();
    heap.push(process.memoryUsage().heapUsed);
    const hours = heap.length;
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    const bar = "█".repeat(hours).padEnd(BAR, "░");
    process.stderr.write(
      `\r${bar} hour ${hours} in ${seconds} s, heap ${formatBytes(heap.at(-1) as number)}  `,
    );
    if (hours < BAR) loop.callLater(HOUR, look);
  };
  loop.callLater(HOUR, look);
  try {
    loop.runUntilComplete(ticks(TASKS, SECONDS));
  } finally {
    loop.close();
  }
  process.stderr.write("\n");
  const took = (performance.now() - start) / 1000;
  const [first, last] = [heap[0] as number, heap.at(-1) as number];
  console.log(
    `${(TASKS * SECONDS).toLocaleString("en-US")} wake-ups in ${took.toFixed(1)} s: ` +
      `${((took * 1e9) / (TASKS * SECONDS)).toFixed(0)} ns each\n` +
      `heap in use after the first hour ${formatBytes(first)}, after the last ${formatBytes(last)}`,
  );
}
