import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runProgram } from "../drivers/program.js";

const url = new URL("../agents/fixtures/without-tsyncio.js", import.meta.url).href;

// Node 20 aborts the whole process if a thread is terminated in the middle of a require.
describe("a thread that is ended while it loads modules", () => {
  test("ends alone: a Thread that is terminated soon after its start", async () => {
    const { status, stdout } = await runProgram(`
      import { exported, Thread } from "tsyncio";
      const target = exported("${url}", function plain() {});
      for (let ms = 15; ms < 60; ms++) {
        const thread = new Thread(target, []).start();
        await new Promise((resolve) => setTimeout(resolve, ms));
        thread.terminate();
        await thread.then(() => {}, () => {});
      }
      console.log("done");
    `);
    assert.deepEqual({ status, stdout }, { status: 0, stdout: "done\n" });
  });

  test("ends alone: a worker whose first call has a deadline", async () => {
    const { status, stdout } = await runProgram(`
      import { ThreadPoolExecutor } from "tsyncio";
      const functions = Array.from({ length: 1_500 }, (_, i) => "export function f" + i + "(a) { return class { m(x) { return x + a; } }; }");
      const code = functions.join("\\n") + "\\nexport function spin() { for (;;); }";
      const { mkdtempSync, rmSync, writeFileSync } = await import("node:fs");
      const { tmpdir } = await import("node:os");
      const { join } = await import("node:path");
      const { pathToFileURL } = await import("node:url");
      const folder = mkdtempSync(join(tmpdir(), "tsyncio-"));
      writeFileSync(join(folder, "large.mjs"), code);
      writeFileSync(join(folder, "main.mjs"), "export * from './large.mjs';");
      for (let i = 0; i < 24; i++) {
        const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
        const { spin } = pool.module(pathToFileURL(join(folder, "main.mjs")));
        await spin.with({ timeout: 1 + (i % 8), grace: 0 })().then(() => {}, () => {});
        await pool.shutdown();
      }
      rmSync(folder, { recursive: true });
      console.log("done");
    `);
    assert.deepEqual({ status, stdout }, { status: 0, stdout: "done\n" });
  });
});
