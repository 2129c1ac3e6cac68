import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { pages } from "./pages.js";
import { root } from "./paths.js";
import { values } from "./public-names.js";
import { readSource } from "./run-programs.js";

/** Node's own codes, which the agents look for, or give in its place. */
const FOREIGN_CODES = [
  "ERR_REQUIRE_ASYNC_MODULE",
  "ERR_REQUIRE_CYCLE_MODULE",
  "ERR_REQUIRE_ESM",
  "ERR_WORKER_INVALID_EXEC_ARGV",
  "ERR_WORKER_OUT_OF_MEMORY",
];

test("docs/errors.md: lists each error code of src/, and no other", () => {
  const sources = readdirSync(new URL("src", root), { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".ts"),
  );
  const used = sources.flatMap((path) => codesIn(readSource(`src/${path}`), /"(ERR_[A-Z_]+)"/g));
  const listed = codesIn(readSource("docs/errors.md"), /`(ERR_[A-Z_]+)`/g);
  const own = used.filter((code) => !FOREIGN_CODES.includes(code));
  assert.deepEqual([...new Set(listed)].sort(), [...new Set(own)].sort());
});

test("docs/coming-from-asyncio.md: mentions each class, function and value that the package exports", () => {
  const page = readSource("docs/coming-from-asyncio.md");
  const missing = [...values].filter((name) => !new RegExp(`\`[^\`]*\\b${name}\\b[^\`]*\``).test(page));
  assert.deepEqual(missing, []);
});

test("docs/testing.md: the tests that prove its rows are there", () => {
  const [, proof = ""] = readSource("docs/testing.md").split("Each row is proved by tests");
  const [rows = ""] = proof.split("How fast:");
  const sources = readdirSync(new URL("test/testing", root), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(ts|py)$/.test(path))
    .map((path) => readSource(`test/testing/${path}`))
    .join("\n");
  const named = [...rows.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string);
  assert.ok(named.length > 30);
  const columns = new Set(["isolated", "setTimeout", "Date"]);
  assert.deepEqual(
    named.filter((name) => !columns.has(name) && !sources.includes(name)),
    [],
  );
});

for (const page of [...pages, "CHANGELOG.md", "CONTRIBUTING.md"]) {
  test(`${page}: its links lead somewhere`, () => {
    const text = readSource(page);
    for (const [, link] of text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [path, fragment] = (link as string).split("#") as [string, string?];
      const target = path === "" ? new URL(page, root) : new URL(path, new URL(page, root));
      assert.ok(existsSync(target), `${page} links to ${link}`);
      if (fragment !== undefined) {
        const relative = target.href.slice(root.href.length);
        assert.ok(anchorsOf(readSource(relative)).has(fragment), `${page} links to ${link}`);
      }
    }
  });
}

function codesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, code]) => code as string);
}

/** The anchors that GitHub gives a page's headings. */
function anchorsOf(text: string): Set<string> {
  const headings = text.replace(/```[\s\S]*?```/g, "").matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, heading]) =>
      (heading as string)
        .toLowerCase()
        .replace(/[^\w\s-]/g, "")
        .trim()
        .replace(/\s/g, "-"),
    ),
  );
}
