/*
 * Where the source leaves out a semicolon, an edit must not join two statements: one may begin with "(" now, or end with
 * ")" where it ended with the "}" of an arrow function, which the next line's "(" cannot go on.
 */
import type { AnyNode } from "acorn";
import { needsBlock } from "./arrow-blocks.js";
import type { Source } from "./source.js";
import { isFunction, type Place } from "./syntax-tree.js";
import { isUsing } from "./using.js";

/** The list of statements that a statement stands in, or `null` if it is the only one of an `if`, a loop or a label. */
export function statementList({ node, parent }: Place): readonly AnyNode[] | null {
  switch (parent?.node.type) {
    case "Program":
    case "BlockStatement":
    case "StaticBlock":
      return parent.node.body;
    case "SwitchCase":
      return node === parent.node.test ? null : parent.node.consequent;
    default:
      return null;
  }
}

/** Whether the expression is a statement. */
export function isStatement({ parent }: Place): boolean {
  return parent?.node.type === "ExpressionStatement";
}

/** `;` if the expression begins a statement, and the one before it has none; else nothing. */
export function semicolonBefore(source: Source, place: Place): string {
  let statement: Place | null = place;
  while (statement !== null && statement.node.type !== "ExpressionStatement") statement = statement.parent;
  if (statement === null || statement.node.start !== place.node.start) return "";
  const list = statementList(statement);
  const previous = list?.[list.indexOf(statement.node) - 1];
  return previous === undefined || source.code[previous.end - 1] === ";" ? "" : ";";
}

/**
 * `;` if the expression ends a statement or a field that has none; else nothing. If something around it ends there too and
 * is edited itself, that one sees to it.
 */
export function semicolonAfter({ node, parent }: Place): string {
  for (let at = parent; at !== null && at.node.end === node.end; at = at.parent) {
    switch (at.node.type) {
      case "AwaitExpression":
      case "YieldExpression":
        return "";
      case "ArrowFunctionExpression":
        if (at.node.async || needsBlock(at.node)) return "";
        break;
      case "VariableDeclaration":
        if (isUsing(at.node)) return "";
        return at.key === "init" || at.key === "left" ? "" : ";"; // of a loop's head
      case "ReturnStatement":
        return isInAsyncGenerator(at) ? "" : ";";
      case "ExpressionStatement":
      case "ThrowStatement":
      case "ExportDefaultDeclaration":
      case "PropertyDefinition":
        return ";";
    }
  }
  return "";
}

function isInAsyncGenerator(place: Place): boolean {
  let at: Place | null = place;
  while (at !== null && !isFunction(at.node)) at = at.parent;
  return at !== null && isFunction(at.node) && at.node.async && at.node.generator;
}
