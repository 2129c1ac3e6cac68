/*
 * `async function f(a) {…}` becomes `function f(a) { return $start(f$(a)); } function* f$(a) {…}`, both hoisted as it was;
 * an expression becomes `$asyncFunction(function* f(a) {…})`. One that awaits nothing keeps a plain body: see plain-body.ts.
 */
import type {
  AnonymousFunctionDeclaration,
  AnyNode,
  FunctionDeclaration,
  FunctionExpression,
  Identifier,
} from "acorn";
import { hasComputedName, inferredName, ownName } from "./function-name.js";
import { contains, lexicalUses } from "./lexical.js";
import type { Scope } from "./scope.js";
import type { Source } from "./source.js";
import { bodyOf, type FunctionNode, hasUseStrict, isFunction, type Place } from "./syntax-tree.js";

export function compileDeclaration(
  source: Source,
  place: Place<FunctionDeclaration | AnonymousFunctionDeclaration>,
  scope: Scope,
): void {
  const { node, parent } = place;
  const name = node.id?.name ?? "";
  const inner = source.freshName(`${name || "default"}$`);
  const params = source.token(node.id?.end ?? source.token(node.start, "function").end, "(");
  const header = { start: node.start, end: params.start };
  if (!scope.strict && parent?.node.type === "BlockStatement" && !isFunction(parent.parent?.node ?? node)) {
    // A plain function in a block of sloppy code would be seen outside of it.
    source.text.appendLeft(
      parent.node.start + 1,
      ` let ${name} = ${wrapper(source, node)}(${inner}, "${name}");`,
    );
    source.replace(header, `${keyword(node)} ${inner}`);
    return;
  }
  source.replace(header, `function ${name}${wrapping(source, node, inner)} ${keyword(node)} ${inner}`);
}

/** The function that the program sees, from its parameters on. */
function wrapping(source: Source, node: FunctionNode, inner: string): string {
  const names = simpleParameters(node);
  const list = (names ?? Array.from({ length: lengthOf(node) }, (_, index) => `_${index}`)).join(", ");
  const directive = hasUseStrict(bodyOf(node)) ? '"use strict"; ' : "";
  const statements = isPlain(node)
    ? plainCall(source, node, inner, list)
    : `return ${started(source, node, inner, list)};`;
  return `(${list}) { ${directive}${statements} }`;
}

/** The call of a generator function, which begins. */
function started(source: Source, node: FunctionNode, inner: string, list: string): string {
  // What a default or a pattern throws rejects; an async generator throws it at once.
  if (simpleParameters(node) === null && !node.generator)
    return `${source.helper("startWith")}(${inner}, this, arguments)`;
  const uses = lexicalUses(node);
  const isApplied = uses.this || uses.arguments || simpleParameters(node) === null;
  const made = isApplied ? `${inner}.apply(this, arguments)` : `${inner}(${list})`;
  return `${source.helper(node.generator ? "startAsyncGenerator" : "start")}(${made})`;
}

/** The statements of a function that calls a plain one, which has a result at once: see plain-body.ts. */
export function plainCall(source: Source, node: FunctionNode, inner: string, list: string): string {
  const uses = lexicalUses(node);
  const before = source.localName("$before");
  const error = source.localName("$error");
  const args = uses.arguments ? "arguments" : `[${list}]`;
  let call = uses.this ? `${inner}.call(${["this", list].filter(Boolean).join(", ")})` : `${inner}(${list})`;
  if (uses.arguments) call = `${inner}.apply(this, arguments)`;
  return (
    `const ${before} = ${source.helper("enter")}(); ` +
    `if (${before} === null) return ${source.helper("later")}(${inner}, ${uses.this ? "this" : "undefined"}, ${args}); ` +
    `try { return ${source.helper("returned")}(${before}, ${call}); } ` +
    `catch (${error}) { return ${source.helper("threw")}(${before}, ${error}); }`
  );
}

/** Whether the function awaits nothing, so that its body need not be a generator: see plain-body.ts. */
export function isPlain(node: FunctionNode): boolean {
  return !node.generator && simpleParameters(node) !== null && !contains(node.body, waits);
}

function waits(node: AnyNode): boolean {
  switch (node.type) {
    case "AwaitExpression":
      return true;
    case "ForOfStatement":
      return node.await;
    case "VariableDeclaration":
      return node.kind === "using" || node.kind === "await using";
    default:
      return false;
  }
}

/** The names of parameters that are no more than names, each another one. */
export function simpleParameters({ params }: FunctionNode): string[] | null {
  const names = params.map((param) => (param as Identifier).name);
  return params.every(({ type }) => type === "Identifier") && new Set(names).size === names.length
    ? names
    : null;
}

/** The function's `length`: how many parameters stand before the first with a default. */
function lengthOf({ params }: FunctionNode): number {
  const end = params.findIndex(({ type }) => type === "AssignmentPattern" || type === "RestElement");
  return end < 0 ? params.length : end;
}

export function compileExpression(source: Source, place: Place<FunctionExpression>): void {
  const { node } = place;
  const word = source.token(node.start, "function");
  const wrap = wrapper(source, node);
  const declared = node.id?.name;
  const name = declared ?? inferredName(place, source);
  const own = declared === undefined ? ownName(name, place, source) : "";
  if (!node.generator) source.text.appendLeft(word.end, (isPlain(node) ? "" : "*") + own);
  if (
    declared !== undefined &&
    source.mentions({ start: (node.id as Identifier).end, end: node.end }, declared)
  ) {
    // Its own name in it means the async function.
    source.replace(asyncKeyword(source, node), `(() => { const ${declared} = ${wrap}(`);
    source.replace(node.id as Identifier, "");
    source.after(node.end, `, "${declared}"); return ${declared}; })()`);
    return;
  }
  source.replace(asyncKeyword(source, node), `${wrap}(`);
  if (node.generator && own !== "") source.text.appendLeft(source.token(word.end, "*").end, own);
  source.after(node.end, declared === undefined ? `${nameArgument(source, place, name, own)})` : ")");
}

/** The argument that names a function, if its generator function does not bear the name. */
export function nameArgument(source: Source, place: Place, name: string, own: string): string {
  if (hasComputedName(place)) return `, ${source.momentaryKey()}`;
  return own !== "" || name === "" ? "" : `, ${JSON.stringify(name)}`;
}

/** The runtime's function that makes an async function of what its body was compiled to. */
export function wrapper(source: Source, node: FunctionNode): string {
  if (node.generator) return source.helper("asyncGeneratorFunction");
  return source.helper(isPlain(node) ? "plainFunction" : "asyncFunction");
}

/** How the function begins that its body was compiled to. */
export function keyword(node: FunctionNode): string {
  return isPlain(node) ? "function" : "function*";
}

/** The `async` of a function. */
export function asyncKeyword(source: Source, { start }: { start: number }): { start: number; end: number } {
  return source.token(start, "async");
}
