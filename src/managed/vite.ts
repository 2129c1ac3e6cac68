import type { Plugin } from "vite";
import { OWN_FILES } from "./own-files.js";
import { transformAsync } from "./transform/transform.js";

/** Settings of {@link managedAsync}. */
export interface ManagedAsyncOptions {
  /** Packages whose files are compiled too; by default none is. */
  readonly packages?: readonly string[];
  /** Files that are left as they are, by their paths. */
  readonly exclude?: RegExp;
}

/**
 * A plugin for Vite and Vitest that compiles the project's async functions, so that their awaits belong to the loop.
 *
 * ```ts
 * // vite.config.ts or vitest.config.ts
 * import { managedAsync } from "tsyncio/vite";
 *
 * export default { plugins: [managedAsync()] };
 * ```
 */
export function managedAsync(options: ManagedAsyncOptions = {}): Plugin {
  const { packages = [], exclude } = options;
  return {
    name: "tsyncio:managed-async",
    // Types and JSX are gone by then.
    enforce: "post",
    transform(code, id) {
      const path = id.replace(/[?#].*$/, "");
      if (
        id.startsWith("\0") ||
        path.startsWith(OWN_FILES.pathname) ||
        exclude?.test(path) ||
        !isWanted(path, packages)
      )
        return null;
      return transformAsync(code, { file: path }) as { code: string; map: never } | null;
    },
  };
}

function isWanted(path: string, packages: readonly string[]): boolean {
  const inside = path.lastIndexOf("/node_modules/");
  if (inside < 0) return true;
  const rest = path.slice(inside + "/node_modules/".length);
  return packages.some((name) => rest.startsWith(`${name}/`));
}
