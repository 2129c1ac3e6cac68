import { type Program, parse, type Token } from "acorn";

/** How Node would run the source. */
export type SourceType = "module" | "commonjs" | "script";

/** A program in the forms that the transform looks at. */
export interface Parsed {
  readonly program: Program;
  readonly tokens: readonly Token[];
}

/** Parses JavaScript. @throws SyntaxError, with the place in the file */
export function parseSource(code: string, file: string, sourceType: SourceType): Parsed {
  const tokens: Token[] = [];
  try {
    const program = parse(code, { ecmaVersion: "latest", sourceType, onToken: tokens, allowHashBang: true });
    return { program, tokens };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw syntaxError(
      code,
      file,
      error.message.replace(/ \(\d+:\d+\)$/, ""),
      (error as { pos?: number }).pos ?? 0,
    );
  }
}

/** An error at a position of a file. */
export function syntaxError(code: string, file: string, message: string, position: number): SyntaxError {
  const before = code.slice(0, position).split("\n");
  return new SyntaxError(`${message} (${file}:${before.length}:${(before.at(-1) as string).length + 1})`);
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
