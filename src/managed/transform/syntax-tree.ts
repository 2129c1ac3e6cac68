import type {
  AnonymousClassDeclaration,
  AnonymousFunctionDeclaration,
  AnyNode,
  ArrowFunctionExpression,
  ClassDeclaration,
  ClassExpression,
  FunctionDeclaration,
  FunctionExpression,
} from "acorn";

/** A node of the syntax tree, and where it stands. */
export interface Place<N extends AnyNode = AnyNode> {
  readonly node: N;
  readonly parent: Place | null;
  /** The property of the parent that holds it. */
  readonly key: string;
}

/** A function, in any of its forms. */
export type FunctionNode =
  | FunctionDeclaration
  | AnonymousFunctionDeclaration
  | FunctionExpression
  | ArrowFunctionExpression;

/** A class, in any of its forms. */
export type ClassNode = ClassDeclaration | AnonymousClassDeclaration | ClassExpression;

export function isClass(node: AnyNode): node is ClassNode {
  return node.type === "ClassDeclaration" || node.type === "ClassExpression";
}

export function isFunction(node: AnyNode): node is FunctionNode {
  return (
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression"
  );
}

/** Calls `visit` with each child in which code can stand: names that refer to no variable are left out. */
export function forEachChild(node: AnyNode, visit: (child: AnyNode, key: string) => void): void {
  const names = plainNames(node);
  for (const [key, value] of Object.entries(node)) {
    if (names.includes(key) || typeof value !== "object" || value === null) continue;
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) visit(item, key);
    } else if (isNode(value)) {
      visit(value, key);
    }
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

function plainNames(node: AnyNode): readonly string[] {
  switch (node.type) {
    case "MemberExpression":
      return node.computed ? [] : ["property"];
    case "Property":
    case "MethodDefinition":
    case "PropertyDefinition":
      return node.computed ? [] : ["key"];
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ClassDeclaration":
    case "ClassExpression":
      return ["id"];
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
      return ["label"];
    case "MetaProperty":
      return ["meta", "property"];
    case "ImportDeclaration":
    case "ExportAllDeclaration":
    case "ExportSpecifier":
      return Object.keys(node);
    default:
      return [];
  }
}

/** Whether the function of this place is the body of a method, a getter or a setter. */
export function isMethodBody({ key, parent }: Place): boolean {
  if (key !== "value") return false;
  const node = parent?.node;
  return (
    node?.type === "MethodDefinition" ||
    (node?.type === "Property" && (node.method || node.kind === "get" || node.kind === "set"))
  );
}

/** Whether a function or program begins with `"use strict"`. */
export function hasUseStrict(statements: readonly AnyNode[]): boolean {
  return statements.some((node) => node.type === "ExpressionStatement" && node.directive === "use strict");
}

/** The statements of a function's body; of an expression, none. */
export function bodyOf(fn: FunctionNode): readonly AnyNode[] {
  return fn.body.type === "BlockStatement" ? fn.body.body : [];
}
