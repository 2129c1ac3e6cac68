import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "acorn";
import type { SourceType } from "../transform/parse.js";

const known = new Map<string, SourceType | null>();

/** What the name of a file or its package says; `null` if they say nothing. */
export function declaredType(path: string): SourceType | null {
  if (/\.m[jt]s$/.test(path)) return "module";
  if (/\.c[jt]s$/.test(path)) return "commonjs";
  return packageType(dirname(path));
}

/** How Node runs JavaScript made of a file: as is declared, or, if nothing is, by what stands in it. */
export function moduleType(path: string, code: string): SourceType {
  const type = declaredType(path);
  // TypeScript may have `import` in a package that is CommonJS.
  const isOpen = type === null || (type === "commonjs" && /\.[jt]sx?$/.test(path) && !path.endsWith(".js"));
  return isOpen ? (hasModuleSyntax(code) ? "module" : "commonjs") : type;
}

function packageType(folder: string): SourceType | null {
  let type = known.get(folder);
  if (type === undefined) {
    const file = join(folder, "package.json");
    const parent = dirname(folder);
    type = existsSync(file)
      ? typeIn(file)
      : parent === folder || folder.endsWith("node_modules")
        ? null
        : packageType(parent);
    known.set(folder, type);
  }
  return type;
}

function typeIn(file: string): SourceType | null {
  try {
    const { type } = JSON.parse(readFileSync(file, "utf8")) as { type?: unknown };
    return type === "module" || type === "commonjs" ? type : null;
  } catch {
    return null;
  }
}

/** Whether JavaScript can only be an ES module. */
function hasModuleSyntax(code: string): boolean {
  if (!/\b(?:import|export|await)\b/.test(code)) return false;
  try {
    parse(code, { ecmaVersion: "latest", sourceType: "commonjs", allowHashBang: true });
    return false;
  } catch {
    return true;
  }
}
