const start = performance.now();
const { Tinypool } = await import("tinypool");
const pool = new Tinypool({
  filename: new URL("./tasks.js", import.meta.url).href,
  // As tsyncio's, it starts a second thread when there is a second task.
  minThreads: 1,
  maxThreads: 2,
});
await pool.run(1, { name: "increment" });
console.log(performance.now() - start);
process.exit();
