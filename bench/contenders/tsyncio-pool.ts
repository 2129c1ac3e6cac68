/** tsyncio's executor for threads. */
import { exported, ThreadPoolExecutor } from "tsyncio";
import { burn, increment } from "../workers/tasks.js";
import { poolPrograms, TASKS, WORKERS } from "./pool-programs.js";
import { serve } from "./serve.js";

const incrementing = exported(TASKS, increment);
const burning = exported(TASKS, burn);

await serve(
  poolPrograms(() => {
    const pool = new ThreadPoolExecutor({ maxWorkers: WORKERS });
    return {
      increment: (value) => pool.submit(incrementing, value),
      burn: (seed) => pool.submit(burning, seed),
    };
  }, "tsyncio-pool"),
);
