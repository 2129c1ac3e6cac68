import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

test("async-await.ts: TypeScript run through tsyncio/register does what it says", () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsyncio/register", "examples/async-await.ts"],
    { cwd: fileURLToPath(new URL("../../../", import.meta.url)), encoding: "utf8", timeout: 40_000 },
  );
  assert.equal(status, 0, stderr);
  assert.equal(stderr, "");
  assert.deepEqual(
    stdout.split("\n").map((line) => line.trim().split(/ {2,}/)[0]),
    ["two tasks and a queue", "a timeout", "a cancelled task", "in virtual time", ""],
  );
});
