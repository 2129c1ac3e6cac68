/* The two packages that have synckit's functions: what synckit documents must hold of both. */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as synckit from "synckit";
import * as compat from "tsyncio/compat/synckit";

type CreateSyncFn = (
  worker: URL | string,
  options?: compat.SynckitOptions | number,
) => (...args: unknown[]) => unknown;

/** A package that has synckit's functions. */
export interface Front {
  /** How it is imported. */
  readonly name: string;
  readonly createSyncFn: CreateSyncFn;
  readonly runAsWorker: (fn: (...args: never[]) => unknown) => void;
  readonly isOurs: boolean;
}

export const ours: Front = { name: "tsyncio/compat/synckit", ...compat, isOurs: true };
const real: Front = {
  name: "synckit",
  createSyncFn: synckit.createSyncFn as unknown as CreateSyncFn,
  runAsWorker: synckit.runAsWorker as unknown as Front["runAsWorker"],
  isOurs: false,
};
export const fronts: readonly Front[] = [ours, real];

let count = 0;

/** The folder of this test file's workers, within the package, so that they can import it by name. */
const folder = new URL(`./workers-${process.pid}/`, import.meta.url);

/**
 * Writes a module for a worker of this front, and returns its path.
 * @param code in which FRONT stands for the front's name
 */
export function writeModule(front: Front, extension: string, code: string): string {
  mkdirSync(folder, { recursive: true });
  const file = new URL(`worker-${++count}.${extension}`, folder);
  writeFileSync(file, code.replaceAll("FRONT", front.name));
  return fileURLToPath(file);
}

/** A worker that calls this function. */
export function writeWorker(front: Front, fn: string, before = ""): string {
  return writeModule(front, "mjs", `import { runAsWorker } from "FRONT";\n${before}\nrunAsWorker(${fn});\n`);
}

export const workersFolder: URL = folder;
