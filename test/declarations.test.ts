import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { root } from "./docs/paths.js";

/** Typed arrays have a type parameter since TypeScript 5.7. */
const BUFFER_NAMED = /\b(?:(?:Big)?(?:Int|Uint|Float)\d+(?:Clamped)?Array|DataView|ArrayBufferView)</;

test("declarations: TypeScript 5.2 can read all that a program reaches", () => {
  const { exports } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as { exports: object };
  const reached = new Map<string, string>();
  for (const path of declarationsOf(exports)) reach(new URL(path, root), reached);
  assert.ok(reached.size > 100);
  for (const [file, text] of reached) assert.doesNotMatch(text, BUFFER_NAMED, file);
});

/** The declarations that the exports of a package name. A pattern is for compiled code. */
function declarationsOf(target: unknown): string[] {
  if (typeof target === "string") return target.endsWith(".d.ts") && !target.includes("*") ? [target] : [];
  return Object.values(target as object).flatMap(declarationsOf);
}

/** Adds a file of declarations, and those that it imports. */
function reach(file: URL, reached: Map<string, string>): void {
  if (reached.has(file.href)) return;
  const text = withoutComments(readFileSync(file, "utf8"));
  reached.set(file.href, text);
  for (const [, path] of text.matchAll(/"(\.\.?\/[^"]+)\.js"/g))
    reach(new URL(`${path}.d.ts`, file), reached);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "");
}
