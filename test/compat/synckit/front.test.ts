/* What users of synckit ran into, and how it is here. */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, describe, test } from "node:test";
import { createSyncFn, runAsWorker } from "tsyncio/compat/synckit";
import { runProgram } from "../../support/child.js";
import { ours, workersFolder, writeModule, writeWorker } from "./fronts.js";

after(() => rmSync(workersFolder, { recursive: true, force: true }));

/** A worker that says after how many calls, and since when, it answers, once so much time has passed. */
const slowly = () =>
  writeWorker(
    ours,
    "async (ms) => { const call = ++calls; active++; await new Promise((done) => setTimeout(done, ms)); return [call, active--]; }",
    "let calls = 0; let active = 0;",
  );

describe("createSyncFn of tsyncio/compat/synckit", () => {
  test("a call that timed out, and has ended since: its late answer is dropped, the worker keeps its state", () => {
    const fn = createSyncFn<(ms: number) => [number, number]>(slowly(), { timeout: 2500 });
    assert.deepEqual(fn(0), [1, 1]);
    assert.throws(() => fn(2700), { code: "ERR_TIMEOUT" });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700);
    assert.deepEqual(fn(0), [3, 1]);
  });

  test("a call that timed out, and still runs at the next call: its thread is replaced, none overlaps another", () => {
    const fn = createSyncFn<(ms: number) => [number, number]>(slowly(), { timeout: 2500 });
    assert.deepEqual(fn(0), [1, 1]);
    assert.throws(() => fn(60_000), { code: "ERR_TIMEOUT" });
    assert.deepEqual(fn(0), [1, 1]);
  });

  test("a call that never gives way times out, and the next one is answered", () => {
    const fn = createSyncFn<(forEver: boolean) => string>(
      writeWorker(ours, "(forEver) => { while (forEver); return 'answered'; }"),
      { timeout: 2500 },
    );
    assert.throws(() => fn(true), {
      name: "TimeoutError",
      message:
        /^Internal error: Atomics.wait\(\) failed: timed-out. .*worker-\d+.mjs has not answered within 2500 ms, the timeout that/,
    });
    assert.equal(fn(false), "answered");
  });

  test("other options: another function, with a thread of its own", () => {
    const path = writeWorker(ours, "() => process.execArgv");
    const [plain, quiet] = [createSyncFn(path), createSyncFn(path, { execArgv: ["--no-warnings"] })];
    assert.notEqual(plain, quiet);
    assert.equal(createSyncFn(path, { execArgv: ["--no-warnings"] }), quiet);
    assert.deepEqual(plain(), []);
    assert.deepEqual(quiet(), ["--no-warnings"]);
  });

  test("dispose: ends the thread; the next createSyncFn makes a new one", () => {
    const path = writeWorker(ours, "() => ++count", "let count = 0;");
    const count = createSyncFn(path);
    assert.deepEqual([count(), count()], [1, 2]);
    count[Symbol.dispose]();
    assert.throws(() => count(), {
      code: "ERR_AGENT_ENDED",
      message: /^Cannot call .*worker-\d+.mjs: its worker was disposed of$/,
    });
    assert.equal(createSyncFn(path)(), 1);
  });

  test("a worker that exits: the call fails, the next one has a new thread", () => {
    const fn = createSyncFn<(exits: boolean) => number>(
      writeWorker(ours, "(exits) => { if (exits) process.exit(0); return ++count; }", "let count = 0;"),
    );
    assert.equal(fn(false), 1);
    assert.throws(() => fn(true), { code: "ERR_AGENT_ENDED", message: /exit code 0$/ });
    assert.equal(fn(false), 1);
  });

  test("a module that registers no worker: its default export is called", () => {
    assert.equal(createSyncFn(writeModule(ours, "mjs", "export default async (x) => x + 1;"))(1), 2);
    assert.equal(createSyncFn(writeModule(ours, "cjs", "module.exports = (x) => x + 2;"))(1), 3);
  });

  test("a module without a function: an error that says so", () => {
    assert.throws(() => createSyncFn(writeModule(ours, "mjs", "export const a = 1;"))(), {
      code: "ERR_NO_WORKER_FUNCTION",
      message:
        /^Cannot call .*: its module neither called runAsWorker\(fn\) nor exports a function as default$/,
    });
  });

  test("a generator function runs on a loop of the worker", () => {
    const fn = createSyncFn<(x: number) => number>(
      writeWorker(
        ours,
        "function* (x) { yield* sleep(1); return x + 1; }",
        'import { sleep } from "tsyncio";',
      ),
    );
    assert.equal(fn(1), 2);
  });

  test("a generator function whose call timed out is cancelled: its finally runs, and its thread is kept", () => {
    const fn = createSyncFn<(ms: number) => number>(
      writeWorker(
        ours,
        "function* (ms) { try { yield* sleep(ms); return cleanups; } finally { cleanups++; } }",
        'import { sleep } from "tsyncio"; let cleanups = 0;',
      ),
      { timeout: 2500 },
    );
    assert.equal(fn(0), 0);
    assert.throws(() => fn(60_000), { code: "ERR_TIMEOUT" });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700);
    assert.equal(fn(0), 2);
  });

  test("a result that can't be cloned: an error that says which part of it", () => {
    const fn = createSyncFn(writeWorker(ours, "() => ({ list: [1, () => {}] })"));
    assert.throws(() => fn(), { name: "TypeError", message: /result\.list\[1\] is a function/ });
  });

  test("transferList: is moved to the worker", () => {
    const buffer = new ArrayBuffer(8);
    const fn = createSyncFn(writeWorker(ours, "(x) => x"), { transferList: [buffer] });
    assert.equal(fn(1), 1);
    assert.equal(buffer.byteLength, 0);
  });

  test("a program that a timed-out call still occupies ends all the same", () => {
    const path = slowly();
    const program = `
      import { createSyncFn } from "tsyncio/compat/synckit";
      const fn = createSyncFn(${JSON.stringify(path)}, 2500);
      fn(0);
      try {
        fn(60_000);
      } catch (error) {
        console.log(error.code);
      }
    `;
    assert.deepEqual(runProgram(program), { status: 0, output: "ERR_TIMEOUT" });
  });

  test("tsRunner: tsx runs a CommonJS worker that is written in TypeScript", () => {
    const path = writeModule(
      ours,
      "cts",
      `enum Kind { A = 5 } require("FRONT").runAsWorker((x: number): number => x + Kind.A);`,
    );
    assert.equal(createSyncFn<(x: number) => number>(path, { tsRunner: "tsx" })(1), 6);
  });

  test("timeout: refuses what is no time", () => {
    assert.throws(() => createSyncFn("/worker.js", { timeout: Number.NaN }), {
      name: "RangeError",
      message: "Cannot make a synchronous function: the timeout is NaN",
    });
  });

  test("runAsWorker: does nothing in a thread that is no worker", () => {
    runAsWorker(() => 1);
  });
});
