import { SourceMap, type SourceMapPayload } from "node:module";
import type { SourceMapInput } from "@jridgewell/remapping";
import { type Program, parse, type Token } from "acorn";

/** How Node would run the source. */
export type SourceType = "module" | "commonjs" | "script";

/** A text, the file that it is of, and the map that leads there, if it was made from something else. */
export interface SourceText {
  readonly code: string;
  readonly file: string;
  readonly map: SourceMapInput | null;
}

/** A program in the forms that the transform looks at. */
export interface Parsed {
  readonly program: Program;
  readonly tokens: readonly Token[];
}

/** Parses JavaScript. @throws SyntaxError, with the place in the file */
export function parseSource(text: SourceText, sourceType: SourceType): Parsed {
  const { code } = text;
  const tokens: Token[] = [];
  try {
    const program = parse(code, { ecmaVersion: "latest", sourceType, onToken: tokens, allowHashBang: true });
    return { program, tokens };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const position = (error as { pos?: number }).pos ?? 0;
    const message = isDecorator(code, position)
      ? "Cannot compile decorators and 'accessor': neither Node nor oxc-transform knows those of the language itself. Let another tool " +
        'compile them before, or use those of TypeScript ("experimentalDecorators": true in tsconfig.json)'
      : error.message.replace(/ \(\d+:\d+\)$/, "");
    throw syntaxError(text, message, position);
  }
}

/** Whether acorn stopped at what it does not know: `@decorator`, or the name behind `accessor`. */
function isDecorator(code: string, position: number): boolean {
  return code[position] === "@" || /\baccessor\s+$/.test(code.slice(Math.max(0, position - 50), position));
}

/** An error at a position of a text. */
export function syntaxError({ code, file, map }: SourceText, message: string, position: number): SyntaxError {
  const before = code.slice(0, position).split("\n");
  const { line, column } = originOf(map, before.length - 1, (before.at(-1) as string).length);
  return new SyntaxError(`${message} (${file}:${line + 1}:${column + 1})`);
}

/** Where the map leads from a place; the place itself if it does not say. */
function originOf(
  map: SourceMapInput | null,
  line: number,
  column: number,
): { line: number; column: number } {
  const parsed: unknown = typeof map === "string" ? JSON.parse(map) : map;
  if (typeof (parsed as SourceMapPayload | null)?.mappings !== "string") return { line, column };
  const entry = new SourceMap(parsed as SourceMapPayload).findEntry(line, column);
  return "originalLine" in entry
    ? { line: entry.originalLine, column: entry.originalColumn }
    : { line, column };
}

/** The index of the first token that begins at `position` or later. */
export function tokenIndex(tokens: readonly Token[], position: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((tokens[middle] as Token).start < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
