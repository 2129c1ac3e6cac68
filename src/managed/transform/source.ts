import type { SourceMapInput } from "@jridgewell/remapping";
import type { Program, Token } from "acorn";
import MagicString from "magic-string";
import {
  type Parsed,
  parseSource,
  type SourceText,
  type SourceType,
  syntaxError,
  tokenIndex,
} from "./parse.js";

/** A stretch of the source. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * The source and its edits. A node's edits are made before those of the nodes in it. What is put before a node at the same
 * place as another one stands behind that, and what is put after it stands before: so the edits nest as the nodes do.
 */
export class Source implements SourceText {
  readonly code: string;
  readonly file: string;
  readonly map: SourceMapInput | null;
  readonly sourceType: SourceType;
  readonly program: Program;
  readonly text: MagicString;
  private readonly tokens: readonly Token[];
  private readonly taken = new Set<string>();
  /** How many names were tried for each that was wanted. */
  private readonly counts = new Map<string, number>();
  private readonly helpers = new Map<string, string>();
  private readonly locals = new Map<string, string>();
  private readonly movingEnds = new Set<number>();
  private readonly movedEnds = new Set<number>();
  private keyVariable: string | null = null;
  /** Where it is declared. */
  private readonly awaitedDeclarations = new Set<number>();

  constructor({ code, file, map }: SourceText, sourceType: SourceType) {
    this.code = code;
    this.file = file;
    this.map = map;
    this.sourceType = sourceType;
    const { program, tokens }: Parsed = parseSource(this, sourceType);
    this.program = program;
    this.tokens = tokens;
    this.text = new MagicString(code);
  }

  /** Replaces a stretch. Its line breaks stay, so that no line moves. */
  replace({ start, end }: Range, text: string): void {
    const lines = this.code.slice(start, end).split("\n").length - text.split("\n").length;
    const replacement = text + "\n".repeat(Math.max(0, lines));
    if (this.movedEnds.has(end)) {
      // To MagicString.update (1.4) what comes next belongs to the stretch, if it was moved there from before `end`.
      this.text.remove(start, end);
      this.before(start, replacement);
    } else {
      this.text.update(start, end, replacement);
    }
  }

  before(position: number, text: string): void {
    this.text.appendRight(position, text);
  }

  after(position: number, text: string): void {
    // What moves away takes the text that was put before its end with it.
    if (this.movingEnds.has(position)) this.text.prependRight(position, text);
    else this.text.prependLeft(position, text);
  }

  /** Stretches that end at these positions will be moved: what is put after them until then stays. */
  expectMoves(ends: readonly number[]): void {
    for (const end of ends) this.movingEnds.add(end);
  }

  /** Moves a stretch to the end of the program. */
  move(start: number, end: number): void {
    this.movingEnds.delete(end);
    this.movedEnds.add(end);
    this.text.move(start, end, this.code.length);
  }

  /** The first token at `position` or behind it, or the first one that reads so. */
  token(position: number, reading?: string): Token {
    let index = tokenIndex(this.tokens, position);
    if (reading !== undefined) {
      while (index < this.tokens.length && this.read(this.tokens[index] as Token) !== reading) index++;
    }
    const found = this.tokens[index];
    if (found === undefined)
      throw this.error(`Cannot compile this: '${reading ?? "more"}' is missing`, position);
    return found;
  }

  /** The last token that begins before `position`. */
  tokenBefore(position: number): Token {
    return this.tokens[tokenIndex(this.tokens, position) - 1] as Token;
  }

  read({ start, end }: Range): string {
    return this.code.slice(start, end);
  }

  /** Whether the stretch may refer to `name`: in doubt, yes. */
  mentions({ start, end }: Range, name: string): boolean {
    const text = this.code.slice(start, end);
    return text.includes(name) || text.includes("\\u") || /\beval\b/.test(text);
  }

  /** A name like `wanted` that nothing in the source has. */
  freshName(wanted: string): string {
    let count = this.counts.get(wanted) ?? 0;
    let name: string;
    do {
      name = count === 0 ? wanted : `${wanted}${count}`;
      count++;
    } while (this.taken.has(name) || this.code.includes(name));
    this.counts.set(wanted, count);
    this.taken.add(name);
    return name;
  }

  /** The name by which this source calls an export of the runtime. */
  helper(name: string): string {
    let local = this.helpers.get(name);
    if (local === undefined) {
      local = this.freshName(`$${name}`);
      this.helpers.set(name, local);
    }
    return local;
  }

  /** The name of a variable that many functions of the source have, each its own. */
  localName(wanted: string): string {
    let name = this.locals.get(wanted);
    if (name === undefined) {
      name = this.freshName(wanted);
      this.locals.set(wanted, name);
    }
    return name;
  }

  /** A variable for a computed key that is used right where it was computed. */
  momentaryKey(): string {
    this.keyVariable ??= this.freshName("$key");
    return this.keyVariable;
  }

  /** The variable for what is awaited: each function that awaits something has one of this name. */
  awaitedName(): string {
    return this.localName("$awaiting");
  }

  /** Declares it at the start of a function's body, once. */
  declareAwaited(position: number, separator: string): void {
    if (this.awaitedDeclarations.has(position)) return;
    this.awaitedDeclarations.add(position);
    this.text.appendLeft(position, `${separator}let ${this.awaitedName()};`);
  }

  /** Imports what was asked for with {@link Source.helper}. */
  importHelpers(runtime: string): void {
    if (this.helpers.size === 0) return;
    const isModule = this.sourceType === "module";
    const names = [...this.helpers]
      .map(([name, local]) => `${name}${isModule ? " as" : ":"} ${local}`)
      .join(", ");
    const specifier = JSON.stringify(runtime);
    const statement = {
      module: `import { ${names} } from ${specifier};`,
      commonjs: `const { ${names} } = require(${specifier});`,
      // Scripts share a scope, in which a name may be declared again only so.
      script: `var { ${names} } = globalThis[${specifier}];`,
    }[this.sourceType];
    const keyword = this.sourceType === "script" ? "var" : "let";
    const variable = this.keyVariable === null ? "" : ` ${keyword} ${this.keyVariable};`;
    const first = this.program.body.find((node) => !("directive" in node)) ?? this.program;
    this.text.prependRight(first.start, `${statement}${variable} `);
  }

  error(message: string, position: number): SyntaxError {
    return syntaxError(this, message, position);
  }
}
