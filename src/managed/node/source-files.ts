import { existsSync, statSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { OWN_FILES } from "../own-files.js";

const COMPILED = /\.(?:[cm]?[jt]s|[jt]sx)$/;

/** The packages whose files are compiled, too: `TSYNCIO_INCLUDE=some-package,@scope/other`. */
const included = (process.env["TSYNCIO_INCLUDE"] ?? "").split(",").filter((name) => name !== "");

/** Whether a module is compiled: the user's own files are, those of packages only if they are named. */
export function isCompiled(url: string): boolean {
  if (!url.startsWith("file:") || url.startsWith(OWN_FILES.href) || !COMPILED.test(pathOf(url))) return false;
  const inside = url.lastIndexOf("/node_modules/");
  if (inside < 0) return true;
  const path = url.slice(inside + "/node_modules/".length);
  return included.some((name) => path.startsWith(`${name}/`));
}

/** The TypeScript files that an import of a JavaScript file may stand for. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx"],
  ".jsx": [".tsx", ".ts"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};
const GUESSES = [
  ".ts",
  ".tsx",
  ".mts",
  ".cts",
  ".js",
  ".mjs",
  ".cjs",
  "/index.ts",
  "/index.tsx",
  "/index.js",
];

/**
 * What to look up in place of `specifier`: `./x.js` stands for `./x.ts` if there is no x.js, as TypeScript has it, and
 * `./x` for the first of `./x.ts`, `./x.js`, `./x/index.ts`, … that there is.
 */
export function sourceSpecifier(specifier: string, parent: string | undefined): string {
  const isRelative = /^\.{0,2}\//.test(specifier) || specifier === "." || specifier === "..";
  if (!(isRelative && parent?.startsWith("file:") && isCompiled(parent)) && !specifier.startsWith("file:")) {
    return specifier;
  }
  const url = new URL(specifier, parent);
  const path = fileURLToPath(new URL(url.pathname, url));
  if (isFile(path)) return specifier;
  const extension = /\.[cm]?jsx?$/.exec(path)?.[0] ?? "";
  const stem = extension === "" ? path.replace(/\/$/, "") : path.slice(0, -extension.length);
  const found = (SOURCES[extension] ?? (extension === "" ? GUESSES : [])).find((ending) =>
    isFile(stem + ending),
  );
  return found === undefined ? specifier : pathToFileURL(stem + found).href + url.search + url.hash;
}

/** The path of a module's file. */
export function pathOf(url: string): string {
  return fileURLToPath(new URL(new URL(url).pathname, url));
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
