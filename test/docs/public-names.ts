import { readFileSync } from "node:fs";
import * as tsyncio from "tsyncio";
import { root } from "./paths.js";

/** What "tsyncio" exports that exists at run time. */
export const values: ReadonlySet<string> = new Set(Object.keys(tsyncio));

/** All that the package exports, types too: the name of each, and how to import it. */
export const imports: ReadonlyMap<string, { readonly from: string; readonly isType: boolean }> =
  await allImports();

async function allImports() {
  const all = new Map<string, { from: string; isType: boolean }>();
  for (const [path, declarations] of entries()) {
    const from = path.replace(/^\./, "tsyncio");
    const names = [...declaredNames(declarations)];
    if (names.length === 0) continue;
    const atRunTime = new Set(Object.keys((await import(from)) as object));
    for (const name of names) {
      if (!all.has(name)) all.set(name, { from, isType: !atRunTime.has(name) });
    }
  }
  return all;
}

/** The paths of the package that can be imported, "." first, with their declarations. Patterns are for compiled code. */
function entries(): [path: string, declarations: string][] {
  const { exports } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as {
    exports: Record<string, string | { types?: string }>;
  };
  return Object.entries(exports).flatMap(([path, target]) =>
    typeof target === "string" || target.types === undefined || path.includes("*")
      ? []
      : [[path, declarationsIn(new URL(target.types, root))]],
  );
}

/** The declarations of an entry, with those of the file whose names it exports too. */
function declarationsIn(file: URL): string {
  const text = readFileSync(file, "utf8");
  const others = text.matchAll(/^export \* from "(.+)\.js";$/gm);
  return [text, ...Array.from(others, ([, path]) => declarationsIn(new URL(`${path}.d.ts`, file)))].join(
    "\n",
  );
}

function* declaredNames(declarations: string): Iterable<string> {
  for (const [, list] of declarations.matchAll(/^export (?:type )?\{([^}]*)\}/gm)) {
    for (const item of (list as string).split(",")) {
      const name = item
        .trim()
        .replace(/^type /, "")
        .split(" as ")
        .at(-1);
      if (name) yield name;
    }
  }
}
