import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { sayTo } from "../../examples/report.js";
import { forms, node } from "./forms.js";

const root = new URL("../../../", import.meta.url);
const files = ["default", "threads", "frameworks", "processes", "testing"];
const scripts = JSON.parse(readFileSync(new URL("package.json", root), "utf8")).scripts as Record<
  string,
  string
>;

for (const [form, commandOf] of Object.entries(forms)) {
  test(`examples/main (${form}): reports all cases in plain text of 80 columns when piped, and succeeds`, () => {
    const { status, stdout, stderr } = node(...commandOf("main").flat());
    assert.equal(stderr, "");
    assert.equal(status, 0, stdout);
    assert.match(stdout, /5 of 5 did what they claim, in \d+\.\d s\.\n$/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: there should be none
    assert.doesNotMatch(stdout, /[\x00-\x09\x0b-\x1f\x7f]/);
    for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
  });

  for (const file of files) {
    test(`examples/${file} (${form}): runs on its own`, () => {
      const { status, stdout, stderr } = node(...commandOf(file).flat());
      assert.equal(stderr, "");
      assert.equal(status, 0);
      assert.ok(stdout.startsWith("  "), stdout);
    });
  }
}

test("npm start: runs the examples in plain async/await; start:generators, the others", () => {
  assert.equal(scripts["start"], `node ${forms["plain async/await"]("main").flat().join(" ")}`);
  assert.equal(scripts["start:generators"], `node ${forms.generators("main").flat().join(" ")}`);
});

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
