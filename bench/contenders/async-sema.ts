/** async-sema: its `Sema`, which with one permit is a lock. */
import { Sema } from "async-sema";
import { packageVersion } from "./package-version.js";
import { serve } from "./serve.js";
import { Stopwatch } from "./stopwatch.js";
import { PERMITS, RIVALS } from "./workload.js";

const settled = Promise.resolve();

async function takeFree(sema: Sema, times: number): Promise<number> {
  const watch = new Stopwatch();
  watch.start();
  for (let i = 0; i < times; i++) {
    await sema.acquire();
    sema.release();
  }
  watch.cross();
  return watch.ms;
}

async function contend(sema: Sema, times: number): Promise<number> {
  const watch = new Stopwatch(RIVALS);
  watch.start();
  await Promise.all(Array.from({ length: RIVALS }, () => rival(sema, times / RIVALS, watch)));
  return watch.ms;
}

async function rival(sema: Sema, times: number, watch: Stopwatch): Promise<void> {
  for (let i = 0; i < times; i++) {
    await sema.acquire();
    await settled;
    sema.release();
  }
  watch.cross();
}

await serve(
  {
    "lock/free": (ops) => takeFree(new Sema(1), ops),
    "lock/10": (ops) => contend(new Sema(1), ops),
    "semaphore/10": (ops) => contend(new Sema(PERMITS), ops),
  },
  await packageVersion("async-sema"),
);
