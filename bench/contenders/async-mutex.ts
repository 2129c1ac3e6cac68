/** async-mutex: its `Mutex` and its `Semaphore`. */
import { Mutex, Semaphore } from "async-mutex";
import { packageVersion } from "./package-version.js";
import { serve } from "./serve.js";
import { Stopwatch } from "./stopwatch.js";
import { PERMITS, RIVALS } from "./workload.js";

const settled = Promise.resolve();

async function takeFree(mutex: Mutex, times: number): Promise<number> {
  const watch = new Stopwatch();
  watch.start();
  for (let i = 0; i < times; i++) {
    await mutex.acquire();
    mutex.release();
  }
  watch.cross();
  return watch.ms;
}

async function contend(lock: Mutex | Semaphore, times: number): Promise<number> {
  const watch = new Stopwatch(RIVALS);
  watch.start();
  await Promise.all(Array.from({ length: RIVALS }, () => rival(lock, times / RIVALS, watch)));
  return watch.ms;
}

async function rival(lock: Mutex | Semaphore, times: number, watch: Stopwatch): Promise<void> {
  for (let i = 0; i < times; i++) {
    await lock.acquire();
    await settled;
    lock.release();
  }
  watch.cross();
}

await serve(
  {
    "lock/free": (ops) => takeFree(new Mutex(), ops),
    "lock/10": (ops) => contend(new Mutex(), ops),
    "semaphore/10": (ops) => contend(new Semaphore(PERMITS), ops),
  },
  await packageVersion("async-mutex"),
);
