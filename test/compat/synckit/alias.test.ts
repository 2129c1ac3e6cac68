import assert from "node:assert/strict";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { runProgram } from "../../support/child.js";

const root = new URL("../../../../", import.meta.url);
const project = new URL(`./alias-${process.pid}/`, import.meta.url);
after(() => rmSync(project, { recursive: true, force: true }));

test('"synckit": "npm:tsyncio": a package that uses synckit, in either kind of module, goes on as it is', () => {
  mkdirSync(new URL("node_modules", project), { recursive: true });
  // What npm installs for that alias.
  symlinkSync(fileURLToPath(root), new URL("node_modules/synckit", project), "junction");
  const write = (name: string, code: string) => writeFileSync(new URL(name, project), code);
  write("package.json", "{}");
  write("worker.mjs", 'import { runAsWorker } from "synckit"; runAsWorker(async (x) => "esm " + x);');
  write("worker.cjs", 'require("synckit").runAsWorker(async (x) => "cjs " + x);');
  const body = `for (const kind of ["mjs", "cjs"]) console.log(createSyncFn(path("./worker." + kind))("from"));`;
  write(
    "main.mjs",
    `import { createSyncFn } from "synckit"; const path = (name) => new URL(name, import.meta.url); ${body}`,
  );
  write("main.cjs", `const { createSyncFn } = require("synckit"); const path = require.resolve; ${body}`);
  for (const main of ["main.mjs", "main.cjs"]) {
    const ended = runProgram(
      `await import(${JSON.stringify(pathToFileURL(fileURLToPath(new URL(main, project))).href)})`,
      ["--no-warnings"],
    );
    assert.deepEqual(ended, { status: 0, output: "esm from\ncjs from" }, main);
  }
});
