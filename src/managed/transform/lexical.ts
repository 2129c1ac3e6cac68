import type { AnyNode } from "acorn";
import { type FunctionNode, forEachChild, isFunction } from "./syntax-tree.js";

/** What a function takes from where it is called or stands, itself or in its arrow functions. */
export interface Lexical {
  this: boolean;
  arguments: boolean;
  super: boolean;
  superCall: boolean;
  newTarget: boolean;
}

/** What the function takes; a call of `eval` may take its `this` and `arguments`. */
export function lexicalUses(fn: FunctionNode): Lexical {
  const uses: Lexical = { this: false, arguments: false, super: false, superCall: false, newTarget: false };
  for (const part of [...fn.params, fn.body]) collect(part, uses);
  return uses;
}

function collect(node: AnyNode, uses: Lexical): void {
  switch (node.type) {
    case "ThisExpression":
      uses.this = true;
      return;
    case "Identifier":
      if (node.name === "arguments") uses.arguments = true;
      if (node.name === "eval") uses.this = uses.arguments = true;
      return;
    case "MetaProperty":
      if (node.meta.name === "new") uses.newTarget = true;
      return;
    case "Super":
      uses.super = uses.this = true;
      return;
    case "CallExpression":
      if (node.callee.type === "Super") {
        uses.superCall = uses.this = true;
        for (const argument of node.arguments) collect(argument, uses);
        return;
      }
      break;
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "StaticBlock":
      return;
    case "PropertyDefinition":
      if (node.computed) collect(node.key, uses);
      return;
  }
  forEachChild(node, (child) => collect(child, uses));
}

/** Whether `test` holds for a node of this function's own code, which includes no inner function's. */
export function contains(node: AnyNode, test: (node: AnyNode) => boolean): boolean {
  if (test(node)) return true;
  if (isFunction(node) || node.type === "StaticBlock") return false;
  let found = false;
  forEachChild(node, (child, key) => {
    if (node.type === "PropertyDefinition" && key === "value") return;
    found ||= contains(child, test);
  });
  return found;
}
