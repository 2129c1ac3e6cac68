import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { isMainModule } from "tsyncio";
import { runProgram } from "../drivers/program.js";

const program = fileURLToPath(new URL("./fixtures/main-program.js", import.meta.url));
const execute = promisify(execFile);
const EXPECTED = "main: true\nThread: false\nProcess: false\n";

describe("isMainModule", () => {
  test("true in the program that was started; false where a Thread or a Process imports it", async () => {
    assert.equal((await execute(process.execPath, [program])).stdout, EXPECTED);
  });

  test("true if the program was started through a link", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tsyncio-"));
    try {
      const link = join(folder, "program.js");
      await symlink(program, link);
      assert.equal((await execute(process.execPath, [link])).stdout, EXPECTED);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("false in a module that the program imports", async () => {
    const { stdout } = await runProgram(`
      import { isMain } from "${new URL("./fixtures/main-program.js", import.meta.url).href}";
      console.log(isMain);
    `);
    assert.equal(stdout, "false\n");
  });

  test("true in a program that Node is given by --eval, or that it reads", async () => {
    const { stdout } = await runProgram(`
      import { isMainModule } from "tsyncio";
      console.log(isMainModule(import.meta.url));
    `);
    assert.equal(stdout, "true\n");
  });

  test("false for what is no file", () => {
    for (const url of [
      "data:text/javascript,",
      "https://example.org/main.js",
      "file:///does/not/exist.js",
      "",
    ]) {
      assert.equal(isMainModule(url), false);
    }
  });
});
