/** p-queue: each item is a function that it calls; the producer lets it run empty when it is full. */
import PQueue from "p-queue";
import { packageVersion } from "./package-version.js";
import { serve } from "./serve.js";
import { Stopwatch } from "./stopwatch.js";
import { basket, ROOM } from "./workload.js";

async function trade(items: number): Promise<number> {
  const queue = new PQueue({ concurrency: 1 });
  const watch = new Stopwatch();
  watch.start();
  for (let i = 0; i < items; i++) {
    void queue.add(async () => {
      basket.sum += i;
    });
    if (queue.size >= ROOM) {
      await queue.onIdle();
    }
  }
  await queue.onIdle();
  watch.cross();
  return watch.ms;
}

await serve({ "queue/100": trade }, await packageVersion("p-queue"));
