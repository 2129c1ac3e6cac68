const [which, what, rounds = "10"] = process.argv.slice(2);
const TASKS = "/tmp/w/executors/build/bench/workers/tasks.js";
let pool;
if (which === "piscina") {
  const { Piscina } = await import("piscina");
  pool = new Piscina({ filename: TASKS, minThreads: 2, maxThreads: 2 });
} else {
  const { Tinypool } = await import("tinypool");
  pool = new Tinypool({ filename: TASKS, minThreads: 2, maxThreads: 2 });
}
const inc = (v) => pool.run(v, { name: "increment" });
const bur = (v) => pool.run(v, { name: "burn" });
const one = async (ops) => {
  for (let i = 0; i < ops; i++) await inc(i);
};
const programs = {
  one: async () => {
    await one(1000);
    return 1000;
  },
  64: async () => {
    await Promise.all(Array.from({ length: 64 }, () => one(100)));
    return 6400;
  },
  20000: async () => {
    await Promise.all(Array.from({ length: 20000 }, (_, i) => inc(i)));
    return 20000;
  },
  cpu: async () => {
    await Promise.all(Array.from({ length: 100 }, (_, i) => bur(i)));
    return 100;
  },
};
const p = programs[what],
  out = [];
for (let r = 0; r < +rounds; r++) {
  const s = performance.now();
  const n = await p();
  out.push((((performance.now() - s) * 1000) / n).toFixed(1));
}
console.log(which, what, out.join(" "));
process.exit();
