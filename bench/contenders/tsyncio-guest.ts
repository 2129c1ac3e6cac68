/** tsyncio as a guest of Node's loop: `loop.run` does a bounded turn of work at a time. */
import { type Coroutine, createTask, newEventLoop, sleep, wrapFuture } from "tsyncio";
import { latestTick } from "./host-ticks.js";
import { serve } from "./serve.js";
import { programsOn } from "./tsyncio-programs.js";
import { CROWD } from "./workload.js";

async function drive<T>(main: Coroutine<T>): Promise<T> {
  const loop = newEventLoop();
  try {
    return await loop.run(main);
  } finally {
    loop.close();
  }
}

function* giveWay(until: { over: boolean }): Coroutine<void> {
  while (!until.over) yield* sleep(0);
}

/** The host ticks while the loop never runs out of work. */
function* tickSaturated(ticks: number): Coroutine<number> {
  const until = { over: false };
  const busy = Array.from({ length: CROWD }, () => createTask(giveWay(until)));
  const latest = yield* wrapFuture(latestTick(ticks));
  until.over = true;
  for (const task of busy) yield* task;
  return latest;
}

await serve({ ...programsOn(drive), "host-tick": (ops) => drive(tickSaturated(ops)) });
