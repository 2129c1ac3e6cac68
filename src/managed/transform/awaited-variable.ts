/*
 * The variable of a generator function that holds what it awaits, from when that is evaluated until it is known whether there
 * is anything to wait for: see awaits.ts.
 */
import type { AnyNode } from "acorn";
import { contains } from "./lexical.js";
import type { Source } from "./source.js";
import { bodyOf, isFunction, type Place } from "./syntax-tree.js";

/** The variable's name. Declares it in the function around `place`, once. */
export function awaitedVariable(source: Source, place: Place): string {
  let around = place.parent;
  while (around !== null && !isFunction(around.node)) around = around.parent;
  const fn = around?.node;
  // An arrow function's expression gets its declaration when it is made a block.
  if (fn !== undefined && isFunction(fn) && fn.body.type === "BlockStatement") {
    const directive = bodyOf(fn).findLast((statement) => "directive" in statement);
    if (directive === undefined) source.declareAwaited(fn.body.start + 1, " ");
    else source.declareAwaited(directive.end, "; ");
  }
  return source.awaitedName();
}

/** The declaration that the expression of an arrow function needs if it awaits something. */
export function declarationFor(source: Source, expression: AnyNode): string {
  return contains(expression, ({ type }) => type === "AwaitExpression")
    ? ` let ${source.awaitedName()};`
    : "";
}
