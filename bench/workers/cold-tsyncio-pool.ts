const start = performance.now();
const { exported, ThreadPoolExecutor } = await import("tsyncio");
const { increment } = await import("./tasks.js");
const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
await pool.submit(exported(new URL("./tasks.js", import.meta.url).href, increment), 1);
console.log(performance.now() - start);
process.exit();
