import type * as tasks from "./tasks.js";

const start = performance.now();
const { ThreadPoolExecutor } = await import("tsyncio/executors");
const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
await pool.module<typeof tasks>(new URL("./tasks.js", import.meta.url)).increment(1);
console.log(performance.now() - start);
process.exit();
