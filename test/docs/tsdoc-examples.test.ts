import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { tsdocExamples } from "./code-blocks.js";
import { root } from "./paths.js";
import { readSource, testPrograms } from "./run-programs.js";

const sources = readdirSync(new URL("src", root), { recursive: true, encoding: "utf8" })
  .map((path) => `src/${path.replaceAll("\\", "/")}`)
  .filter((path) => path.endsWith(".ts"))
  .sort();

const examples = sources.flatMap((path) => [...tsdocExamples(path, readSource(path))]);

test("TSDoc examples: each @example of src/ is found, with what it belongs to", () => {
  const marks = sources.flatMap((path) => readSource(path).match(/^\s*\* @example/gm) ?? []);
  assert.equal(examples.length, marks.length);
  assert.deepEqual(
    examples.filter(({ title }) => title.endsWith("?")),
    [],
  );
});

testPrograms("TSDoc examples", examples);
