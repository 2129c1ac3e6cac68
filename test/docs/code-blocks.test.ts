import assert from "node:assert/strict";
import { test } from "node:test";
import { announcedOutput, markdownPrograms, tsdocExamples } from "./code-blocks.js";

test("tsdocExamples: finds each block, its place, and what it belongs to", () => {
  const source = `
/**
 * One.
 *
 * @example
 * const a = 1;
 *
 *   assert.ok(a);
 */
export function* one(): void {}

/** No example. */
export const two = 2;

export abstract class Three {
  /**
   * @example
   * three();
   * @throws never
   */
  protected override async four(): Promise<void> {}
}

/**
 * @example
 * first();
 * @example
 * second();
 */
export interface Five {}
`;
  assert.deepEqual(
    [...tsdocExamples("src/a.ts", source)].map(({ title, files }) => [title, files]),
    [
      ["src/a.ts: one", [{ name: "example.ts", code: "const a = 1;\n\n  assert.ok(a);", line: 6 }]],
      ["src/a.ts: Three.four", [{ name: "example.ts", code: "three();", line: 18 }]],
      ["src/a.ts: Five", [{ name: "example.ts", code: "first();", line: 26 }]],
      ["src/a.ts: Five", [{ name: "example.ts", code: "second();", line: 28 }]],
    ],
  );
});

test("markdownPrograms: takes blocks of ts, and files under one heading together", () => {
  const page = [
    "# Title",
    "```sh",
    "npm start",
    "```",
    "```ts",
    "one();",
    "```",
    "## Two files",
    "```ts",
    "// file: work.ts",
    "work();",
    "```",
    "and",
    "```ts",
    "// file: main.ts",
    "main(); // prints 1",
    "```",
    "## Next",
    "```ts",
    "// file: other.ts",
    "```",
    "- in a list:",
    "  ```ts",
    "  if (true) {",
    "    two();",
    "  }",
    "  ```",
  ].join("\n");
  const programs = [...markdownPrograms("a.md", page)];
  assert.deepEqual(
    programs.map(({ title, files }) => [title, files.map(({ name, code }) => [name, code])]),
    [
      ["a.md:6 Title", [["example.ts", "one();"]]],
      [
        "a.md:10 Two files",
        [
          ["work.ts", "// file: work.ts\nwork();"],
          ["main.ts", "// file: main.ts\nmain(); // prints 1"],
        ],
      ],
      ["a.md:20 Next", [["other.ts", "// file: other.ts"]]],
      ["a.md:24 Next", [["example.ts", "if (true) {\n  two();\n}"]]],
    ],
  );
  assert.deepEqual(programs.map(announcedOutput), [[], ["1"], [], []]);
});

test("markdownPrograms: refuses a block without an end", () => {
  assert.throws(() => [...markdownPrograms("a.md", "```ts\none();")], /a\.md:1: the block has no end/);
});
