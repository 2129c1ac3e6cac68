/** tsyncio as its own loop: `runUntilComplete` blocks the thread until the program is done. */
import { type EventLoopOptions, newEventLoop, VirtualClock } from "tsyncio";
import { isolated } from "tsyncio/testing";
import { ticks } from "../ticks.js";
import { serve } from "./serve.js";
import { type Drive, programsOn } from "./tsyncio-programs.js";
import { CROWD } from "./workload.js";

function driveOn(options: () => EventLoopOptions): Drive {
  return (main) => {
    const loop = newEventLoop(options());
    try {
      return loop.runUntilComplete(main);
    } finally {
      loop.close();
    }
  };
}

const driveVirtually = driveOn(() => ({ clock: new VirtualClock() }));

async function emptyTests(tests: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < tests; i++) await isolated(function* () {})();
  return performance.now() - start;
}

await serve({
  ...programsOn(driveOn(() => ({}))),
  "virtual-time": (ops) => driveVirtually(ticks(CROWD, ops / CROWD)),
  "empty-test": emptyTests,
});
