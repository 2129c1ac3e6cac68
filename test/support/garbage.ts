import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

/** Collects garbage until `isDone`, which finalizers may bring about; gives up after some rounds. */
export async function collectUntil(isDone: () => boolean): Promise<boolean> {
  for (let round = 0; round < 100; round++) {
    if (isDone()) return true;
    await new Promise((resolve) => setImmediate(resolve));
    gc();
  }
  return isDone();
}

/** The bytes of heap in use once garbage is collected. */
export function heapInUse(): number {
  gc();
  gc();
  return process.memoryUsage().heapUsed;
}
