import { increment } from "./tasks.js";

const start = performance.now();
const { exported, ThreadPoolExecutor } = await import("tsyncio");
const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
await pool.submit(exported(new URL("./tasks.js", import.meta.url).href, increment), 1);
console.log(performance.now() - start);
process.exit();
