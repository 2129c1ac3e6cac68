import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { root } from "../docs/paths.js";

const { browser: map } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as {
  browser: Readonly<Record<string, string>>;
};

test("package.json, browser: each file that ends in .browser takes the place of the one without", () => {
  const files = readdirSync(new URL("dist/", root), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".browser.js"))
    .map((file) => [`./dist/${file.replace(".browser", "")}`, `./dist/${file}`]);
  assert.deepEqual(map, Object.fromEntries(files));
});

for (const [original, replacement] of Object.entries(map)) {
  test(`${replacement}: exports nothing that ${original} does not`, async () => {
    const [one, other] = (await Promise.all(
      [original, replacement].map((file) => import(new URL(file, root).href)),
    )) as [object, object];
    assert.deepEqual(
      Object.keys(other).filter((name) => !(name in one)),
      [],
    );
  });
}
