const start = performance.now();
const { Tinypool } = await import("tinypool");
const pool = new Tinypool({
  filename: new URL("./tasks.js", import.meta.url).href,
  minThreads: 2,
  maxThreads: 2,
});
await pool.run(1, { name: "increment" });
console.log(performance.now() - start);
process.exit();
