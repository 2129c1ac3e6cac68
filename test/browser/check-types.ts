import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const tsc = fileURLToPath(
  new URL("bin/tsc", `file://${createRequire(import.meta.url).resolve("typescript/package.json")}`),
);

/** Compiles the sources of a page, which have a tsconfig.json of their own with the types of a browser. */
export function checkTypes(folder: string): void {
  const { stdout, status } = spawnSync(process.execPath, [tsc, "-p", folder, "--pretty", "false"], {
    encoding: "utf8",
  });
  assert.equal(stdout, "");
  assert.equal(status, 0);
}
