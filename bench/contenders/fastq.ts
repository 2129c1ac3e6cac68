/** fastq, its API of promises: a worker takes the items of a queue that the producer lets run empty when it is full. */
import fastq from "fastq";
import { packageVersion } from "./package-version.js";
import { serve } from "./serve.js";
import { Stopwatch } from "./stopwatch.js";
import { basket, ROOM } from "./workload.js";

async function trade(items: number): Promise<number> {
  const queue = fastq.promise(async (item: number) => {
    basket.sum += item;
  }, 1);
  const watch = new Stopwatch();
  watch.start();
  for (let i = 0; i < items; i++) {
    void queue.push(i);
    if (queue.length() >= ROOM) {
      await queue.drained();
    }
  }
  await queue.drained();
  watch.cross();
  return watch.ms;
}

await serve({ "queue/100": trade }, await packageVersion("fastq"));
