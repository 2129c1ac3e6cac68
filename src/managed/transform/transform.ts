import remapping, { type SourceMapInput } from "@jridgewell/remapping";
import { compile } from "./compile.js";
import type { SourceType } from "./parse.js";
import { Source } from "./source.js";

/** Settings of {@link transformAsync}. */
export interface TransformOptions {
  /** The file's name, for errors and the source map. */
  readonly file: string;
  /** Whether the source is an ES module, as is the default, CommonJS, or a script, which finds the runtime in a global. */
  readonly sourceType?: SourceType;
  /** Where the compiled code finds the runtime; `tsyncio/managed` by default. */
  readonly runtime?: string;
  /** The source map of `code`, if it was made from something else. */
  readonly map?: SourceMapInput | null;
}

/** A source map, version 3. */
export interface SourceMap {
  readonly version: 3;
  readonly file?: string | null;
  readonly names: string[];
  readonly sourceRoot?: string;
  readonly sources: (string | null)[];
  readonly sourcesContent?: (string | null)[];
  readonly mappings: string;
}

/** What {@link transformAsync} gives. */
export interface Transformed {
  readonly code: string;
  readonly map: SourceMap;
}

/**
 * Compiles JavaScript so that its async functions belong to the loop: each becomes a generator function, made once, that
 * the loop drives. Everything else stays as it is, on its line; so do awaits at the top level of a module, which are the
 * host's.
 * @returns the code and its source map, or `null` if the code has no async function
 * @throws SyntaxError if the code can't be parsed
 */
export function transformAsync(code: string, options: TransformOptions): Transformed | null {
  if (!/\basync\b/.test(code)) return null;
  const { file, sourceType = "module", runtime = "tsyncio/managed", map = null } = options;
  const source = new Source({ code, file, map }, sourceType);
  compile(source);
  if (!source.text.hasChanged()) return null;
  source.importHelpers(runtime);
  const edited = source.text.generateMap({ source: file, includeContent: true, hires: "boundary" });
  return { code: source.text.toString(), map: (map === null ? edited : chain(edited, map)) as SourceMap };
}

/** The map from the edited code to what the map of its source leads to. */
function chain(edited: object, map: SourceMapInput): SourceMap {
  return remapping([edited as SourceMapInput, map], () => null) as SourceMap;
}
