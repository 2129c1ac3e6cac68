import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { runProgram } from "../../support/child.js";
import { fronts, workersFolder, writeModule, writeWorker } from "./fronts.js";

after(() => rmSync(workersFolder, { recursive: true, force: true }));

const nodeVersion = Number(process.versions.node.split(".")[0]);

for (const front of fronts) {
  const { createSyncFn } = front;

  describe(`createSyncFn of ${front.name}`, () => {
    test("gives the result of an async function, and of a plain one", () => {
      const add = createSyncFn(writeWorker(front, "async (a, b) => { await null; return a + b; }"));
      assert.equal(add(1, 2), 3);
      assert.equal(add(3, 4), 7);
      const subtract = createSyncFn(writeWorker(front, "(a, b) => a - b"));
      assert.equal(subtract(1, 2), -1);
    });

    test("takes an absolute path, a file URL, or that as a string", () => {
      const path = writeWorker(front, "() => 'called'");
      const url = pathToFileURL(path);
      for (const worker of [path, url, url.href]) assert.equal(createSyncFn(worker)(), "called");
    });

    test("refuses a path that is not absolute", () => {
      assert.throws(() => createSyncFn("./worker.js"), /`workerPath` must be absolute/);
    });

    test("gives the same function for the same worker", () => {
      const path = writeWorker(front, "() => {}");
      assert.equal(createSyncFn(path), createSyncFn(pathToFileURL(path)));
    });

    test("carries what structured cloning does, both ways", () => {
      const echo = createSyncFn(writeWorker(front, "async (value) => value"));
      const values = [
        undefined,
        null,
        10n,
        new Date(1),
        new Map([[1, new Set([2])]]),
        new Uint8Array([1, 2]),
        { nested: [{ a: "b".repeat(100_000) }] },
      ];
      for (const value of values) assert.deepEqual(echo(value), value);
    });

    test("throws what the function throws: message, name, and fields of its own", () => {
      const fail = createSyncFn(
        writeWorker(
          front,
          "async (m) => { throw Object.assign(new RangeError(m), { code: 'E', list: [1] }); }",
        ),
      );
      assert.throws(() => fail("message"), { name: "RangeError", message: "message", code: "E", list: [1] });
      const failSoon = createSyncFn(writeWorker(front, "() => { throw new TypeError('soon'); }"));
      assert.throws(() => failSoon(), { name: "TypeError", message: "soon" });
    });

    test("throws what is no Error as it is", () => {
      const fail = createSyncFn(writeWorker(front, "async (value) => { throw value; }"));
      for (const value of ["text", 5]) {
        assert.throws(
          () => fail(value),
          (error) => error === value,
        );
      }
    });

    test("goes on after an error", () => {
      const fn = createSyncFn(
        writeWorker(front, "async (ok) => { if (!ok) throw new Error('no'); return 'yes'; }"),
      );
      assert.throws(() => fn(false), /no/);
      assert.equal(fn(true), "yes");
    });

    test("the worker's module keeps its state from call to call", () => {
      const count = createSyncFn(writeWorker(front, "() => ++count", "let count = 0;"));
      assert.deepEqual([count(), count(), count()], [1, 2, 3]);
    });

    test("timeout: as a number, or an option, in milliseconds", () => {
      for (const options of [30, { timeout: 30 }]) {
        const slow = createSyncFn(
          writeWorker(front, "(ms) => new Promise((done) => setTimeout(done, ms))"),
          options,
        );
        // It is loaded by now, or this times out, too.
        assert.throws(() => slow(5000), /Internal error: Atomics\.wait\(\) failed: timed-out/);
      }
    });

    test("the function that waits for a timeout gets its own answer in the next call", () => {
      const fn = createSyncFn(
        writeWorker(front, "async (ms) => { await new Promise((done) => setTimeout(done, ms)); return ms; }"),
        { timeout: 3000 },
      );
      assert.equal(fn(1), 1);
      assert.throws(() => fn(3300), /timed-out/);
      assert.equal(fn(600), 600);
    });

    test("execArgv: Node's options for the worker, and none but those", () => {
      const options = createSyncFn(writeWorker(front, "() => process.execArgv"), {
        execArgv: ["--no-warnings"],
      });
      assert.deepEqual(options(), ["--no-warnings"]);
    });

    test("globalShims: sets globals that there are not, from modules that are installed", () => {
      const path = writeWorker(
        front,
        "() => [typeof shimmed, typeof globalThis.missing, performance === globalThis.kept]",
        "globalThis.kept = performance;",
      );
      const fn = createSyncFn(path, {
        globalShims: [
          { moduleName: "node:path", globalName: "shimmed", named: "join" },
          { moduleName: "not-installed-anywhere", globalName: "missing" },
          { moduleName: "node:perf_hooks", globalName: "performance", named: "performance" },
        ],
      });
      assert.deepEqual(fn(), ["function", "undefined", true]);
    });

    test("globalShims: the default export, a namespace, and in place of what there is", () => {
      const fn = createSyncFn(writeWorker(front, "() => [typeof a.join, typeof b.default, typeof fetch]"), {
        globalShims: [
          { moduleName: "node:path", globalName: "a" },
          { moduleName: "node:path", globalName: "b", named: null },
          { moduleName: "node:path", globalName: "fetch", named: "sep", conditional: false },
        ],
      });
      assert.deepEqual(fn(), ["function", "object", "string"]);
    });

    test("a CommonJS worker", () => {
      const fn = createSyncFn(
        writeModule(front, "cjs", `require("FRONT").runAsWorker(async (x) => [x, typeof require]);`),
      );
      assert.deepEqual(fn(1), [1, "function"]);
    });

    // On Node 20, tsx can't hook into the ES modules of a thread.
    const byTsx = { skip: nodeVersion < 22 };

    test("tsRunner: tsx runs a worker that is written in TypeScript", byTsx, () => {
      const path = writeModule(
        front,
        "ts",
        `import { runAsWorker } from "FRONT"; enum Kind { A = 5 } runAsWorker(async (x: number) => x + Kind.A);`,
      );
      assert.equal(createSyncFn(path, { tsRunner: "tsx" })(1), 6);
    });

    test("a worker in TypeScript is found in place of what would be compiled of it", byTsx, () => {
      const path = writeModule(
        front,
        "ts",
        `import { runAsWorker } from "FRONT"; runAsWorker((x: number): number => x + 1);`,
      );
      assert.equal(createSyncFn(path.replace(/ts$/, "js"), { tsRunner: "tsx" })(1), 2);
    });

    test("tsRunner: Node itself, where it can", () => {
      const path = writeModule(
        front,
        "mts",
        `import { runAsWorker } from "FRONT"; runAsWorker((x: number): number => x + 1);`,
      );
      if (nodeVersion >= 23) assert.equal(createSyncFn(path)(1), 2);
      else assert.throws(() => createSyncFn(path, { tsRunner: "node" }), /type stripping is not supported/);
    });

    test("tsRunner: refuses one that it does not know", () => {
      const path = writeModule(front, "ts", "");
      assert.throws(() => createSyncFn(path, { tsRunner: "other" as "tsx" }), /Unknown ts runner: other/);
    });

    test("a module that fails to load: its error, each time", () => {
      const fn = createSyncFn(writeWorker(front, "() => {}", "throw new RangeError('at load');"));
      assert.throws(() => fn(), { name: "RangeError", message: "at load" });
      assert.throws(() => fn(), { name: "RangeError", message: "at load" });
    });

    test("a worker that exits: an error, rather than undefined or a wait without end", () => {
      const fn = createSyncFn(writeWorker(front, "() => { process.exit(3); }"));
      assert.throws(() => fn(), /exit(ed with)? code 3/);
    });

    test("an error that nobody catches in the worker: the call throws it", () => {
      const fn = createSyncFn(
        writeWorker(
          front,
          "() => { setTimeout(() => { throw new RangeError('uncaught'); }); return new Promise(() => {}); }",
        ),
      );
      assert.throws(() => fn(), { name: "RangeError", message: "uncaught" });
    });

    test("what can't be cloned: an error, and the worker goes on", () => {
      const fn = createSyncFn(writeWorker(front, "() => 'fine'"));
      assert.throws(() => fn(() => {}), /could not be cloned|is a function/);
      assert.equal(fn(), "fine");
    });

    test("within a worker, for a worker of its own", () => {
      const inner = JSON.stringify(writeWorker(front, "(x) => x + 1"));
      const outer = writeModule(
        front,
        "mjs",
        `import { createSyncFn, runAsWorker } from "FRONT";
         runAsWorker((x) => createSyncFn(${inner})(x) * 2);`,
      );
      assert.equal(createSyncFn(outer)(1), 4);
    });

    test("runAsWorker: does nothing in the main thread", () => {
      front.runAsWorker(() => {
        throw new Error("was called");
      });
    });

    test("what a worker prints is printed; the program ends though its worker lives", () => {
      const path = writeWorker(front, "(x) => { console.log('out', x); console.error('err', x); }");
      const program = `
        import { createSyncFn } from "${front.name}";
        const fn = createSyncFn(${JSON.stringify(path)});
        fn(1);
        console.log("end");
      `;
      assert.deepEqual(runProgram(program), { status: 0, output: "out 1\nend\nerr 1" });
    });

    test("settings of the environment: timeout, execArgv, globalShims", () => {
      const path = writeWorker(
        front,
        "(ms) => new Promise((done) => setTimeout(() => done([process.execArgv, typeof fetch]), ms))",
      );
      const program = `
        process.env.SYNCKIT_TIMEOUT = "3000";
        process.env.SYNCKIT_EXEC_ARGV = "--no-warnings,--conditions=x";
        process.env.SYNCKIT_GLOBAL_SHIMS = "1";
        const { createSyncFn } = await import("${front.name}");
        const fn = createSyncFn(${JSON.stringify(path)});
        console.log(JSON.stringify(fn(0)));
        try {
          fn(10_000);
        } catch (error) {
          console.log(error.message.includes("timed-out"));
        }
      `;
      assert.deepEqual(runProgram(program), {
        status: 0,
        output: `[["--no-warnings","--conditions=x"],"function"]\ntrue`,
      });
    });

    test("settings of the environment: the runner of a worker in TypeScript", () => {
      const path = writeModule(front, "ts", "");
      const program = `
        process.env.SYNCKIT_TS_RUNNER = "other";
        const { createSyncFn } = await import("${front.name}");
        try {
          createSyncFn(${JSON.stringify(path)});
        } catch (error) {
          console.log(error.message);
        }
      `;
      assert.deepEqual(runProgram(program), { status: 0, output: "Unknown ts runner: other" });
    });

    test("can be required", () => {
      const path = writeWorker(front, "(x) => x + 1");
      const main = writeModule(
        front,
        "cjs",
        `console.log(require("FRONT").createSyncFn(${JSON.stringify(path)})(1));`,
      );
      const { status, output } = runProgram(`await import(${JSON.stringify(pathToFileURL(main).href)})`, [
        "--no-warnings",
      ]);
      assert.deepEqual({ status, output }, { status: 0, output: "2" });
    });
  });
}
