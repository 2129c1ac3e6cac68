import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { sayTo } from "../../examples/report.js";

const main = fileURLToPath(new URL("../../examples/main.js", import.meta.url));
const files = ["default", "threads", "frameworks", "processes", "testing"];

test("examples/main: reports all cases in plain text of 80 columns when piped, and succeeds", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main], { encoding: "utf8" });
  assert.equal(stderr, "");
  assert.equal(status, 0, stdout);
  assert.match(stdout, /5 of 5 did what they claim, in \d+\.\d s\.\n$/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: there should be none
  assert.doesNotMatch(stdout, /[\x00-\x09\x0b-\x1f\x7f]/);
  for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
});

for (const file of files) {
  test(`examples/${file}: runs on its own`, () => {
    const path = fileURLToPath(new URL(`../../examples/${file}.js`, import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [path], { encoding: "utf8" });
    assert.equal(stderr, "");
    assert.equal(status, 0);
    assert.ok(stdout.startsWith("  "), stdout);
  });
}

test("sayTo: writes two columns, and wraps the right one at 80", () => {
  const lines: string[] = [];
  const say = sayTo({ write: (text) => lines.push(text) });
  say("label", `${"word ".repeat(12)}${"x".repeat(60)} end`);
  const left = " ".repeat(26);
  assert.deepEqual(lines, [
    `  ${"label".padEnd(24)}${"word ".repeat(11).trimEnd()}\n`,
    `${left}word\n`,
    `${left}${"x".repeat(60)}\n`,
    `${left}end\n`,
  ]);
});
