import { readFileSync } from "node:fs";
import * as tsyncio from "tsyncio";
import { root } from "./paths.js";

/** What "tsyncio" exports that exists at run time. */
export const values: ReadonlySet<string> = new Set(Object.keys(tsyncio));

/** All that "tsyncio" exports, types too. */
export const names: ReadonlySet<string> = new Set(declaredNames());

function* declaredNames(): Iterable<string> {
  const declarations = readFileSync(new URL("dist/index.d.ts", root), "utf8");
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
