import { createRequire, isBuiltin } from "node:module";
import { pathToFileURL } from "node:url";
import type { GlobalShim } from "./options.js";

/** Sets the globals that a worker is to have, as far as their modules are installed where the worker is. */
export async function applyShims(shims: readonly GlobalShim[], workerPath: string): Promise<void> {
  for (const shim of shims) {
    const { moduleName, globalName, named, conditional = true } = shim;
    const url = locate(moduleName, workerPath);
    if (url === null) continue;
    if (globalName !== undefined && conditional && (globalThis as Record<string, unknown>)[globalName])
      continue;
    const module = (await import(url)) as Record<string, unknown>;
    if (globalName === undefined) continue;
    const value = named === null ? module : module[named?.trim() || "default"];
    Object.assign(globalThis, { [globalName]: value });
  }
}

/** What can be imported for a module's name, as the worker would find it; `null` if it is not installed. */
function locate(moduleName: string, workerPath: string): string | null {
  if (isBuiltin(moduleName)) return moduleName;
  try {
    return pathToFileURL(createRequire(workerPath).resolve(moduleName)).href;
  } catch {
    return null;
  }
}
