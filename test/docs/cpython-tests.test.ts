import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { readClasses } from "../../conformance/cpython-tests/classes.js";
import { counterparts } from "../../conformance/cpython-tests/counterparts.js";
import { page, pathsIn } from "../../conformance/cpython-tests/page.js";
import { root } from "./paths.js";
import { readSource } from "./run-programs.js";

test("docs/cpython-tests.md: is what npm run cpython-tests writes", () => {
  assert.equal(readSource("docs/cpython-tests.md"), page(readClasses(), counterparts));
});

test("docs/cpython-tests.md: lists each test class of CPython once, and no other", () => {
  const { files } = readClasses();
  const found = Object.entries(files).flatMap(([file, classes]) => named(file, Object.keys(classes)));
  const listed = Object.entries(counterparts).flatMap(([file, list]) =>
    list.flatMap(({ classes }) => named(file, classes)),
  );
  assert.deepEqual(listed.sort(), found.sort());
});

test("docs/cpython-tests.md: each file that it names exists", () => {
  const paths = Object.values(counterparts).flat().flatMap(pathsIn);
  assert.deepEqual(
    paths.filter((path) => !existsSync(new URL(path, root))),
    [],
  );
});

function named(file: string, classes: readonly string[]): string[] {
  return classes.map((name) => `${file} ${name}`);
}
