/* Node's module hooks: each returns at once, or passes the question on, so that they serve in a thread of their own, too. */

import type { SourceType } from "../transform/parse.js";
import { compileFile } from "./compile-file.js";
import { isCompiled, pathOf, sourceSpecifier } from "./source-files.js";
import { preloadTransformer } from "./typescript.js";

interface ResolveContext {
  readonly parentURL?: string | undefined;
}

type NextResolve<R> = (specifier: string, context: ResolveContext) => R;
type NextLoad<C, R> = (url: string, context: C) => R;

interface Loaded {
  readonly format: SourceType;
  readonly source: string | null;
  readonly shortCircuit: true;
}

/**
 * Node calls it in the hooks' own thread.
 * @public
 */
export const initialize = preloadTransformer;

/** Finds the TypeScript file that an import means. */
export function resolve<R>(specifier: string, context: ResolveContext, nextResolve: NextResolve<R>): R {
  return nextResolve(sourceSpecifier(specifier, context.parentURL), context);
}

/** Compiles the user's own files. */
export function load<C, R>(url: string, context: C, nextLoad: NextLoad<C, R>): R | Loaded {
  const compiled = isCompiled(url) ? compileFile(pathOf(url)) : null;
  if (compiled === null) return nextLoad(url, context);
  const { format, source } = compiled;
  // Without a source, Node takes its loader of CommonJS modules, which compiles them (commonjs.ts).
  return { format, source: format === "module" ? source : null, shortCircuit: true };
}
