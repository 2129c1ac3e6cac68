/*
 * What is typed at the prompt, made a script. Its async functions belong to the loop. If it awaits at its top, it becomes the
 * body of an async function, and what it declares is declared outside of that:
 * `const x = await f(); x + 1` becomes `var x; (async () => { void (x = await f()); return (x + 1); })`.
 */
import { type AnyNode, type Program, parse, type VariableDeclaration } from "acorn";
import MagicString from "magic-string";
import { contains } from "../managed/transform/lexical.js";
import { boundNames } from "../managed/transform/pattern-names.js";
import { transformAsync } from "../managed/transform/transform.js";

/** What to run. */
export interface ReplScript {
  readonly code: string;
  /** Whether the script's value is a function to call, whose result is to be awaited. */
  readonly isAwaited: boolean;
}

/** Where scripts find the runtime of compiled code. */
export const RUNTIME = "tsyncio.managed";

/** Makes a script of what was typed. @throws SyntaxError; see {@link isIncomplete} */
export function toScript(input: string): ReplScript {
  const typed = asExpression(input);
  const program = parseInput(typed);
  const isAwaited = contains(program, isAwait);
  const code = isAwaited ? wrap(typed, program) : typed;
  const compiled = transformAsync(code, { file: "repl", sourceType: "script", runtime: RUNTIME });
  return { code: compiled?.code ?? code, isAwaited };
}

/** Whether more lines may make it right. */
export function isIncomplete(error: unknown, input: string): boolean {
  if (!(error instanceof SyntaxError)) return false;
  const { pos } = error as { pos?: number };
  return (
    (pos !== undefined && pos >= input.trimEnd().length) ||
    /Unterminated (?:template|comment)/.test(error.message)
  );
}

/** `{ a: 1 }` at a prompt means an object. */
function asExpression(input: string): string {
  if (!/^\s*\{/.test(input) || /;\s*$/.test(input)) return input;
  const expression = `(${input.trim()})`;
  try {
    parseInput(expression);
    return expression;
  } catch {
    return input;
  }
}

function parseInput(code: string): Program {
  return parse(code, {
    ecmaVersion: "latest",
    sourceType: "script",
    allowAwaitOutsideFunction: true,
    allowImportExportEverywhere: true,
  });
}

function isAwait(node: AnyNode): boolean {
  return (
    node.type === "AwaitExpression" ||
    node.type === "ImportDeclaration" ||
    (node.type === "ForOfStatement" && node.await)
  );
}

function wrap(code: string, program: Program): string {
  const text = new MagicString(code);
  const names: string[] = [];
  for (const node of program.body) {
    switch (node.type) {
      case "VariableDeclaration":
        assign(text, node, names);
        break;
      case "FunctionDeclaration":
        text.prependLeft(0, `globalThis.${node.id.name} = ${node.id.name}; `);
        break;
      case "ClassDeclaration":
        names.push(node.id.name);
        text.prependLeft(node.start, `${node.id.name} = `);
        text.appendRight(node.end, ";");
        break;
      case "ImportDeclaration": {
        const pattern: string[] = [];
        let whole = "";
        for (const specifier of node.specifiers) {
          names.push(specifier.local.name);
          if (specifier.type === "ImportNamespaceSpecifier") whole = `${specifier.local.name} = `;
          else if (specifier.type === "ImportDefaultSpecifier")
            pattern.push(`default: ${specifier.local.name}`);
          else
            pattern.push(
              `${code.slice(specifier.imported.start, specifier.imported.end)}: ${specifier.local.name}`,
            );
        }
        const source = JSON.stringify(node.source.value);
        text.update(node.start, node.end, `({ ${pattern.join(", ")} } = ${whole}await import(${source}));`);
      }
    }
  }
  const last = program.body.at(-1);
  if (last?.type === "ExpressionStatement") {
    text.appendLeft(last.expression.start, "return (");
    text.appendRight(last.expression.end, ")");
  }
  const declared = names.length === 0 ? "" : `var ${[...new Set(names)].join(", ")}; `;
  return `${declared}(async () => { ${text.toString().trimEnd()}\n})`;
}

/** Makes assignments of a declaration. */
function assign(text: MagicString, node: VariableDeclaration, names: string[]): void {
  for (const { id, init, start, end } of node.declarations) {
    names.push(...boundNames(id));
    text.appendLeft(start, "(");
    text.appendRight(end, init == null ? " = undefined)" : ")");
  }
  const first = node.declarations[0];
  if (first === undefined) return;
  text.update(node.start, first.start, "void (");
  text.appendRight(node.declarations.at(-1)?.end ?? node.end, ")");
}
