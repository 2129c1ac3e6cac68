import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runProgram } from "../drivers/program.js";

const fixtures = new URL("./fixtures/accidents.js", import.meta.url).href;
const isWindows = process.platform === "win32";

/** Runs a program that ends while a process that it has started computes for ever, and waits until both have ended. */
function runUntilAllHaveEnded(end: string) {
  return runProgram(`
    import { Thread, exported } from "tsyncio";
    import { startsSpinning } from "${fixtures}";
    const target = exported("${fixtures}", startsSpinning);
    const running = new Int32Array(new SharedArrayBuffer(4));
    const isRunning = async () => {
      while (Atomics.load(running, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    ${end}
  `);
}

describe("a process that computes for ever ends when who started it is gone", { skip: isWindows }, () => {
  const main = "const started = startsSpinning(running); await isRunning();";
  const thread = "const thread = new Thread(target, [running]).start(); await isRunning();";
  const ends = [
    {
      what: "a program that is killed",
      source: `${main} process.kill(process.pid, "SIGKILL");`,
      status: null,
    },
    { what: "a program that exits", source: `${main} process.exit(3);`, status: 3 },
    { what: "a program that throws", source: `${main} throw new Error("main");`, status: 1 },
    {
      what: "a program that exits, one of whose threads it was",
      source: `${thread} process.exit(3);`,
      status: 3,
    },
    {
      what: "a thread that is terminated",
      source: `${thread} thread.terminate(); await thread.then(null, () => {});`,
      status: 0,
    },
  ];
  for (const { what, source, status } of ends) {
    test(what, async () => {
      const ended = await runUntilAllHaveEnded(source);
      assert.equal(ended.status, status, ended.stderr);
    });
  }
});
