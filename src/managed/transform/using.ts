/*
 * A block with `await using` becomes
 *
 *   { const $using = $usingBlock(); try { const a = $using.a(x); … }
 *   catch ($error) { $using.e = $error; } finally { yield $using.d(); } }
 *
 * Its `using` declarations, which are to be disposed of in between, are made with `$using.u(…)`.
 */
import type { AnyNode, BlockStatement, ForOfStatement, ImportDeclaration, VariableDeclaration } from "acorn";
import type { Source } from "./source.js";
import { isFunction, type Place } from "./syntax-tree.js";

/** Compiles a block that has `await using` declarations. */
export function compileUsingBlock(source: Source, { node, parent }: Place<BlockStatement>): void {
  const declarations = node.body.filter(isUsing);
  if (!declarations.some(({ kind }) => kind === "await using")) return;
  const block = source.freshName("$using");
  const isBody = parent !== null && isFunction(parent.node);
  const first = node.body.find((statement) => !(isBody && "directive" in statement)) as AnyNode;
  source.before(first.start, opening(source, block));
  source.text.appendLeft(node.end - 1, closing(block));
  for (const declaration of declarations) compileUsing(source, declaration, block);
}

function compileUsing(source: Source, declaration: VariableDeclaration, block: string): void {
  const { start, end, kind, declarations } = declaration;
  source.replace({ start, end: source.token(start, "using").end }, "const");
  if (source.code[end - 1] !== ";") source.after(end, ";");
  for (const { init } of declarations) {
    if (init == null) continue;
    source.before(init.start, `${block}.${kind === "using" ? "u" : "a"}(`);
    source.after(init.end, ")");
  }
}

/** Compiles a loop over resources: `for (await using x of xs)`. */
export function compileUsingLoop(source: Source, { node }: Place<ForOfStatement>): void {
  const { left, body } = node;
  if (left.type !== "VariableDeclaration" || left.kind !== "await using") return;
  const block = source.freshName("$using");
  const value = source.freshName("$value");
  const name = source.read(left.declarations[0]?.id ?? left);
  source.replace(left, `const ${value}`);
  source.before(body.start, `{ ${opening(source, block)}const ${name} = ${block}.a(${value}); `);
  source.after(body.end, `${closing(block)} }`);
}

const LOWERED = /^@(?:oxc-project|babel)\/runtime\/helpers\/(?:esm\/)?usingCtx(?:\.js)?$/;

/** Where another tool has lowered `using`, what it disposes with has to await in the loop. */
export function redirectUsing(source: Source, { node }: Place<ImportDeclaration>): void {
  if (LOWERED.test(String(node.source.value)))
    source.replace(node.source, '"tsyncio/managed/helpers/usingCtx"');
}

/** Whether a declaration is edited here. */
export function isUsing(node: AnyNode): node is VariableDeclaration {
  return node.type === "VariableDeclaration" && (node.kind === "using" || node.kind === "await using");
}

function opening(source: Source, block: string): string {
  return `const ${block} = ${source.helper("usingBlock")}(); try { `;
}

function closing(block: string): string {
  return ` } catch ($error) { ${block}.e = $error; } finally { yield ${block}.d(); }`;
}
