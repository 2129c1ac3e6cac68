import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { SourceType } from "../transform/parse.js";
import { type SourceMap, transformAsync } from "../transform/transform.js";
import { moduleType } from "./module-type.js";
import { toJavaScript } from "./typescript.js";

/** A module as Node runs it. */
export interface CompiledFile {
  readonly format: SourceType;
  readonly source: string;
}

/** Compiles a file, with its source map in it. Returns `null` if Node can run it as it is. */
export function compileFile(path: string): CompiledFile | null {
  const text = readFileSync(path, "utf8");
  const isTypeScript = /\.(?:[cm]?ts|[jt]sx)$/.test(path);
  if (!isTypeScript && !/\basync\b/.test(text)) return null;
  const script = isTypeScript ? toJavaScript(path, text) : { code: text, map: null };
  const format = moduleType(path, script.code);
  const compiled = transformAsync(script.code, { file: path, sourceType: format, map: script.map });
  if (compiled === null && script.map === null) return null;
  const { code, map } = compiled ?? script;
  return { format, source: code + inline(map as SourceMap, path, text) };
}

function inline(map: SourceMap, path: string, text: string): string {
  const located = { ...map, sources: [pathToFileURL(path).href], sourcesContent: [text] };
  const data = Buffer.from(JSON.stringify(located)).toString("base64");
  return `\n//# sourceMappingURL=data:application/json;base64,${data}\n`;
}
