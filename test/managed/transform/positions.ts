import assert from "node:assert/strict";
import { SourceMap } from "node:module";
import type { Transformed } from "tsyncio/transform";

/**
 * Asserts that the source map leads each word of the compiled code that the source has once, and it too, to its place there,
 * and that the word is on its line, unless its function was lifted to the end.
 */
export function assertPositions(code: string, { code: output, map }: Transformed): void {
  const lines = output.split("\n");
  const length = code.split("\n").length;
  const sourceMap = new SourceMap(map as never);
  let exact = 0;
  for (const word of new Set(code.match(/[A-Za-z_$][\w$]*/g))) {
    if (KEYWORD.test(word)) continue;
    const place = onlyPlace(code, word);
    const found = onlyPlace(output, word);
    if (place === null || found === null) continue;
    const entry = sourceMap.findEntry(found.line, found.column);
    assert.ok("originalLine" in entry, `${word}: no entry\n${output}`);
    assert.equal(entry.originalLine, place.line, `${word}\n${output}`);
    // A word of an edited stretch leads to where that begins.
    if (entry.generatedColumn === found.column) {
      assert.equal(entry.originalColumn, place.column, `${word}\n${output}`);
      exact++;
    }
    if (found.line < length) assert.equal(found.line, place.line, `${word}\n${output}`);
  }
  assert.ok(exact > 0, output);
  // What follows the source's last line is lifted functions.
  if (lines.length > length) assert.match(lines.slice(length - 1).join("\n"), /^.*\nfunction\*? /, output);
}

/** The compiled code may have one that the source has elsewhere. */
const KEYWORD = /^(?:catch|const|finally|for|function|let|return|static|this|try|undefined|yield)$/;

function onlyPlace(text: string, word: string): { line: number; column: number } | null {
  const [before, after, ...more] = text.split(
    new RegExp(`(?<![\\w$])${word.replaceAll("$", "\\$")}(?![\\w$])`),
  );
  if (before === undefined || after === undefined || more.length > 0) return null;
  const above = before.split("\n");
  return { line: above.length - 1, column: (above.at(-1) as string).length };
}
