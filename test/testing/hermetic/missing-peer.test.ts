import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { runProgram } from "../../support/child.js";

test("hermetic: without @sinonjs/fake-timers, an error that says to install it", () => {
  const folder = mkdtempSync(join(tmpdir(), "tsyncio-peer-"));
  try {
    cpSync(fileURLToPath(new URL("../../../../dist", import.meta.url)), join(folder, "dist"), {
      recursive: true,
    });
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    const testing = pathToFileURL(join(folder, "dist/node/testing.js")).href;
    const { status, output } = runProgram(`
      import { hermetic } from ${JSON.stringify(testing)};
      try {
        await hermetic(new URL("file:///case.js"));
      } catch ({ code, message }) {
        console.log(code, message);
      }
    `);
    assert.equal(
      output,
      "ERR_MISSING_PEER Cannot run as hermetic: the package @sinonjs/fake-timers is not installed. " +
        "Install it: npm install --save-dev @sinonjs/fake-timers",
    );
    assert.equal(status, 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
