/* What modules export. Runs in the plugin's thread: to read files and to load the lexer is asynchronous. */
import { readFile } from "node:fs/promises";
import { init, parse } from "es-module-lexer";

/** In place of names: any name may be exported. */
export const ANYTHING = "*";

/** The names that a module exports; `null` if there is no such file. */
export type Exports = readonly string[] | null;

/** What each of these modules exports. */
export async function exportsOf(urls: readonly string[]): Promise<Exports[]> {
  await init;
  return await Promise.all(urls.map(exportsOfModule));
}

async function exportsOfModule(url: string): Promise<Exports> {
  const code = await readFile(new URL(url), "utf8").catch(() => null);
  if (code === null) return null;
  return /\.m?js$/.test(url) ? exportsIn(code) : [ANYTHING];
}

function exportsIn(code: string): string[] {
  try {
    const [imports, exports] = parse(code);
    const names = exports.map(({ n }) => n);
    const hasMore = imports.some(({ ss, se }) => /^export\s*\*\s*from\b/.test(code.slice(ss, se)));
    return hasMore ? [...names, ANYTHING] : names;
  } catch {
    return [ANYTHING]; // not a module
  }
}
