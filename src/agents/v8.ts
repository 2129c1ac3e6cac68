import type * as nodeV8 from "node:v8";

let loaded: typeof nodeV8 | null = null;

/** Node's module of V8. Few programs need it, and each thread would take a millisecond to load it. */
export function v8(): typeof nodeV8 {
  loaded ??= process.getBuiltinModule("node:v8");
  return loaded;
}
