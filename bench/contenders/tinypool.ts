/** tinypool: piscina made smaller; vitest's pool until its version 4. */
import { Tinypool } from "tinypool";
import { packageVersion } from "./package-version.js";
import { poolPrograms, TASKS, WORKERS } from "./pool-programs.js";
import { serve } from "./serve.js";

await serve(
  poolPrograms(() => {
    const pool = new Tinypool({ filename: TASKS, minThreads: WORKERS, maxThreads: WORKERS });
    return {
      increment: (value) => pool.run(value, { name: "increment" }),
      burn: (seed) => pool.run(seed, { name: "burn" }),
    };
  }, "tinypool"),
  await packageVersion("tinypool"),
);
