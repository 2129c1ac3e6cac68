import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, extname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A worker's module. */
export interface WorkerModule {
  readonly path: string;
  readonly extension: string;
  readonly isTypeScript: boolean;
  /** Whether it is an ES module. */
  readonly isEsm: boolean;
}

/** Which extensions are looked for in place of one. A source is preferred to what was compiled of it. */
const CANDIDATES: Readonly<Record<string, readonly string[]>> = {
  "": [".ts", ".js"],
  ".js": [".ts", ".js"],
  ".cjs": [".cts", ".cjs"],
  ".mjs": [".mts", ".mjs"],
};

/**
 * The path of a worker as a program gives it.
 * @throws Error if it is not absolute.
 */
export function toPath(worker: URL | string): string {
  const path = typeof worker !== "string" || worker.startsWith("file://") ? fileURLToPath(worker) : worker;
  if (!isAbsolute(path)) throw new Error(`\`workerPath\` must be absolute: ${path} is not`);
  return path;
}

/** Finds the module of a worker: outside of node_modules, be it the source of what was named. */
export function findWorkerModule(given: string): WorkerModule {
  const path = /[/\\]node_modules[/\\]/.test(given) ? given : findSource(given);
  const extension = extname(path);
  const isEsm = /^\.m[jt]s$/.test(extension) || (!/^\.c[jt]s$/.test(extension) && isInEsmPackage(path));
  return { path, extension, isTypeScript: /^\.[cm]?ts$/.test(extension), isEsm };
}

function findSource(given: string): string {
  const extension = extname(given);
  const stem = extension === "" ? given : given.slice(0, -extension.length);
  return CANDIDATES[extension]?.map((candidate) => stem + candidate).find(isFile) ?? given;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Whether the nearest package.json says that its files are ES modules. */
function isInEsmPackage(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file))
      return (JSON.parse(readFileSync(file, "utf8")) as { type?: string }).type === "module";
    if (folder === dirname(folder)) return false;
  }
}
