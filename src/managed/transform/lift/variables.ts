/* The variables of a strict program, and the scopes that they stand in; those at the top of the program are left out. */
import type { AnyNode, Identifier, Pattern, VariableDeclaration, VariableDeclarator } from "acorn";
import { boundNames } from "../pattern-names.js";
import { type FunctionNode, forEachChild, isFunction, type Place } from "../syntax-tree.js";

/** A variable that stands in a function, a block or a loop. */
export interface Variable {
  readonly name: string;
  readonly scope: VariableScope;
  /** The position from which on it has its value, unless it is written to; `Infinity` if that is not known. */
  readonly setFrom: number;
  isWritten: boolean;
  /** Whether the step of the `for` loop that declares it writes to it: `i++`. Each turn has a variable of its own, which that leaves alone. */
  isStepped: boolean;
}

/** Where variables stand. */
export class VariableScope {
  readonly parent: VariableScope | null;
  /** What it is the scope of. */
  readonly node: AnyNode;
  readonly depth: number;
  private readonly variables = new Map<string, Variable>();

  constructor(node: AnyNode, parent: VariableScope | null) {
    this.node = node;
    this.parent = parent;
    this.depth = parent === null ? 0 : parent.depth + 1;
  }

  declare(name: string, setFrom: number): void {
    this.variables.set(name, { name, scope: this, setFrom, isWritten: false, isStepped: false });
  }

  declareAll(patterns: readonly Pattern[], setFrom: number): void {
    for (const name of patterns.flatMap(boundNames)) this.declare(name, setFrom);
  }

  has(name: string): boolean {
    return this.variables.has(name);
  }

  /** The variable that `name` means here; `null` if it stands at the top, or nowhere. */
  find(name: string): Variable | null {
    return this.variables.get(name) ?? this.parent?.find(name) ?? null;
  }
}

/** The scope of what stands in this place's node: `scope`, which is that of the place, or one in it. A function's body has one of its own. */
export function scopeIn({ node, parent }: Place, scope: VariableScope): VariableScope {
  if (isFunction(node)) {
    const made = new VariableScope(node, ownNameScope(node, scope));
    // A default may run before a later parameter has its value: what stands among them cannot count on any.
    made.declareAll(node.params, node.body.start);
    return made;
  }
  const made = new VariableScope(node, scope);
  switch (node.type) {
    case "BlockStatement":
      if (parent !== null && isFunction(parent.node)) declareVars(made, node);
      declareLexicals(made, node.body);
      return made;
    case "StaticBlock":
      declareVars(made, node);
      declareLexicals(made, node.body);
      return made;
    case "SwitchStatement":
      // A case may be entered without those before it.
      for (const name of lexicalNames(node.cases.flatMap(({ consequent }) => consequent)))
        made.declare(name, Number.POSITIVE_INFINITY);
      return made;
    case "CatchClause":
      if (node.param != null) made.declareAll([node.param], node.body.start);
      return made;
    case "ForStatement":
      if (node.init?.type === "VariableDeclaration") declareLexicals(made, [node.init]);
      return made;
    case "ForInStatement":
    case "ForOfStatement":
      if (node.left.type === "VariableDeclaration" && node.left.kind !== "var")
        made.declareAll(patternsOf(node.left), node.body.start);
      return made;
    case "ClassDeclaration":
    case "ClassExpression":
      if (node.id != null) made.declare(node.id.name, node.end);
      return made;
    default:
      return scope;
  }
}

/** The scope of a function expression's own name, if it has one; else the one around. */
function ownNameScope(node: FunctionNode, around: VariableScope): VariableScope {
  if (node.type !== "FunctionExpression" || node.id == null) return around;
  const scope = new VariableScope(node, around);
  scope.declare(node.id.name, 0);
  return scope;
}

/** Declares what the statements of a block declare. */
function declareLexicals(scope: VariableScope, statements: readonly AnyNode[]): void {
  for (const node of statements) {
    if (node.type === "FunctionDeclaration") {
      scope.declareAll([node.id as Identifier], 0);
    } else if (node.type === "ClassDeclaration") {
      scope.declareAll([node.id as Identifier], node.end);
    } else if (node.type === "VariableDeclaration" && node.kind !== "var") {
      for (const declaration of node.declarations) scope.declareAll([declaration.id], setFrom(declaration));
    }
  }
}

function setFrom({ init, end }: VariableDeclarator): number {
  if (init == null) return Number.POSITIVE_INFINITY;
  // To make a function calls nothing, so that it finds itself.
  return isFunction(init) ? init.start : end;
}

function lexicalNames(statements: readonly AnyNode[]): string[] {
  return statements.flatMap((node) => {
    if (node.type === "FunctionDeclaration" || node.type === "ClassDeclaration")
      return [(node.id as Identifier).name];
    return node.type === "VariableDeclaration" && node.kind !== "var"
      ? patternsOf(node).flatMap(boundNames)
      : [];
  });
}

/** Declares the `var`s of a function's body, wherever in it they stand. */
function declareVars(scope: VariableScope, node: AnyNode): void {
  forEachChild(node, function visit(child) {
    if (isFunction(child) || child.type === "StaticBlock") return;
    if (child.type === "VariableDeclaration" && child.kind === "var")
      scope.declareAll(patternsOf(child), Number.POSITIVE_INFINITY);
    forEachChild(child, visit);
  });
}

function patternsOf({ declarations }: VariableDeclaration): Pattern[] {
  return declarations.map(({ id }) => id);
}
