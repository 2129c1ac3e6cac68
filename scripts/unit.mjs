// Runs the compiled tests: all of them, or those whose path contains one of the arguments.
//
// Each file gets a process with a time limit that this script enforces. `node --test` would not do: from Node 22 on,
// its --test-timeout cannot end a file that blocks its thread or leaks a handle, which is just what bugs here do.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";

const FILE_TIMEOUT = 120_000;
/** If more files than this fail, the fault is no test's. */
const MOST_REPEATED = 3;
const OPTIONS = [
  "--enable-source-maps",
  "--test-timeout=60000",
  "--test-reporter=./scripts/reporter.mjs",
  "--test-reporter-destination=stdout",
];

const wanted = process.argv.slice(2);
const files = readdirSync("build/test", { recursive: true })
  .filter((file) => file.endsWith(".test.js"))
  .map((file) => join("test", file))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort();
if (files.length === 0)
  fail(`Cannot run tests: no file in build/test matches ${wanted.join(" ") || "*.test.js"}`);

const folders = new Map();
const failures = [];
/** Files that failed, and what they counted. */
const failed = new Map();
const queue = files.values();
// Most tests wait more than they compute. On larger machines a core is left to the threads and processes that a test starts.
await Promise.all(Array.from({ length: Math.max(2, availableParallelism() - 1) }, worker));

// A shared machine may stop for a second, which a few tests of real time can't stand: what failed is run once more, alone. It is
// named as flaky all the same, and that is a bug.
if (failed.size <= MOST_REPEATED) for (const [file, sums] of failed) await repeat(file, sums);

const total = { passed: 0, failed: 0, skipped: 0, time: 0 };
const width = Math.max(...[...folders.keys()].map((name) => name.length));
for (const [name, sums] of [...folders].sort()) {
  add(total, sums);
  console.log(`  ${name.padEnd(width)}  ${text(sums)} (${(sums.time / 1000).toFixed(1)} s)`);
}
console.log(`Node ${process.versions.node}: ${text(total)}`);
// Once more at the end, where it is seen.
for (const line of failures) console.log(`  ${line}`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

async function worker() {
  for (const file of queue) {
    const sums = await runAndPrint(file);
    if (sums.failed > 0) failed.set(file, sums);
    const folder = dirname(file);
    if (!folders.has(folder)) folders.set(folder, { passed: 0, failed: 0, skipped: 0, time: 0 });
    add(folders.get(folder), sums);
  }
}

async function runAndPrint(file) {
  const { said, ...sums } = await runFile(file);
  const output = said.trimEnd();
  if (output !== "") console.log(`── ${file}\n${output}\n`);
  for (const [line] of output.matchAll(/^✖.*/gm)) failures.push(`${file} ${line}`);
  return sums;
}

/** Runs a file that failed once more; if it passes, its counts take the place of those that it had. */
async function repeat(file, { time, ...first }) {
  console.log(`once more: ${file}`);
  const { time: again, ...second } = await runAndPrint(file);
  if (second.failed > 0) return;
  failures.push(`${file} is flaky: it passed when it was run once more`);
  const sums = folders.get(dirname(file));
  for (const key of Object.keys(first)) sums[key] += second[key] - first[key];
  sums.time += again;
}

/** What a test file counted and said; whatever kept it from counting all of its tests is one more failure. */
function runFile(file) {
  const began = performance.now();
  const child = spawn(process.execPath, [...OPTIONS, join("build", file)], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: FILE_TIMEOUT,
    killSignal: "SIGKILL",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk) => {
      output += chunk;
    });
  }
  return new Promise((resolve) => {
    child.on("error", (error) => fail(error.message));
    child.on("close", (status, signal) => {
      const last = /^counts: (.+)\n/m.exec(output);
      const sums = last === null ? { passed: 0, failed: 0, skipped: 0 } : JSON.parse(last[1]);
      const problem = problemOf(status, signal, last === null ? null : sums);
      if (problem !== null) sums.failed++;
      const said = output.replace(/^counts: .+\n/m, "") + (problem === null ? "" : `✖ ${problem}\n`);
      resolve({ ...sums, said, time: performance.now() - began });
    });
  });
}

function problemOf(status, signal, sums) {
  if (signal === "SIGKILL")
    return `still running after ${FILE_TIMEOUT / 1000} s: blocked, or something is left open`;
  if (signal !== null) return `ended by ${signal}`;
  if (sums === null) return `ended with status ${status} before its tests did`;
  if (sums.passed + sums.failed + sums.skipped === 0) return "has no test";
  if (status !== 0 && sums.failed === 0) return `ended with status ${status} though no test failed`;
  return null;
}

function add(sums, more) {
  for (const key of Object.keys(sums)) sums[key] += more[key];
}

function text({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
