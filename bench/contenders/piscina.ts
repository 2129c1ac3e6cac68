/** piscina: a pool of threads, each blocked between its tasks until it is notified through shared memory. */
import { Piscina } from "piscina";
import { packageVersion } from "./package-version.js";
import { poolPrograms, TASKS, WORKERS } from "./pool-programs.js";
import { serve } from "./serve.js";

await serve(
  poolPrograms(() => {
    const pool = new Piscina({ filename: TASKS, minThreads: WORKERS, maxThreads: WORKERS });
    return {
      increment: (value) => pool.run(value, { name: "increment" }),
      burn: (seed) => pool.run(seed, { name: "burn" }),
    };
  }, "piscina"),
  await packageVersion("piscina"),
);
