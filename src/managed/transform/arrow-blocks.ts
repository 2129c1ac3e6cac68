import type { ArrowFunctionExpression } from "acorn";
import { declarationFor } from "./awaited-variable.js";
import { contains } from "./lexical.js";
import { needsVariables } from "./members.js";
import type { Source } from "./source.js";

/** Whether the body of an arrow function, which is an expression, has to become a block. */
export function needsBlock(node: ArrowFunctionExpression): boolean {
  return node.expression && (node.async || contains(node.body, needsVariables));
}

/** Makes a block of an arrow function's expression. `start` stands in place of the `=>`. */
export function toBlock(source: Source, node: ArrowFunctionExpression, start: string): void {
  const arrow = arrowToken(source, node);
  source.replace(arrow, `${start}{${declarationFor(source, node.body)}`);
  source.text.appendLeft(arrow.end, " return (");
  source.after(node.end, "); }");
}

/** The `=>` of an arrow function. */
export function arrowToken(source: Source, node: ArrowFunctionExpression): { start: number; end: number } {
  return source.token(node.params.at(-1)?.end ?? node.start, "=>");
}
