import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = new URL("../../../", import.meta.url);

test("hello.ts: is the program that the README opens with, and the README's command runs it", () => {
  const program = readFileSync(new URL("examples/hello.ts", root), "utf8");
  const readme = readFileSync(new URL("README.md", root), "utf8");
  assert.ok(readme.includes(program.replace(/^\/\*.*\n/, "")));
  const command = /^node (dist\/\S+) (run examples\/hello\.ts) +# (.+)$/m.exec(readme);
  assert.ok(command !== null);
  const [, file, args, output] = command as unknown as [string, string, string, string];
  const printed = execFileSync(process.execPath, [file, ...args.split(" ")], {
    cwd: fileURLToPath(root),
    encoding: "utf8",
  });
  assert.equal(printed, `${output}\n`);
});
