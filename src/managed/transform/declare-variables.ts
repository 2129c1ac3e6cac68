/*
 * Variables that an expression needs beside it: declared before its statement; in an arrow function that has no
 * statements, in a block made for them; in a field or a parameter's default, in a function around it.
 */
import type { AnyNode } from "acorn";
import { arrowToken } from "./arrow-blocks.js";
import { inferredName } from "./function-name.js";
import { statementList } from "./semicolons.js";
import type { Source } from "./source.js";
import { isFunction, type Place } from "./syntax-tree.js";

/** Declares variables for the class or object of a place. */
export function declareVariables(source: Source, place: Place, names: readonly string[]): void {
  if (names.length === 0) return;
  const declaration = `let ${names.join(", ")};`;
  for (let at: Place = place; ; at = at.parent as Place) {
    const holder = at.parent?.node;
    if (statementList(at) !== null) {
      source.before(at.node.start, `${declaration} `);
      return;
    }
    if (isOnlyStatement(at)) {
      source.before(at.node.start, `{ ${declaration} `);
      source.after(at.node.end, " }");
      return;
    }
    if (holder?.type === "ArrowFunctionExpression" && holder.body === at.node) {
      source.text.prependLeft(arrowToken(source, holder).end, ` ${declaration}`);
      return;
    }
    if (
      holder === undefined ||
      isFunction(holder) ||
      (holder.type === "PropertyDefinition" && at.key === "value")
    )
      break;
  }
  // A class keeps the name that its place gives it.
  const name = inferredName(place, source);
  const key = JSON.stringify(name);
  source.before(place.node.start, `(() => { ${declaration} return ${name === "" ? "(" : `{ ${key}: `}`);
  source.after(place.node.end, `${name === "" ? ")" : ` }[${key}]`}; })()`);
}

/** Whether a statement is the only one of an `if`, a loop or `with`. */
function isOnlyStatement({ node, parent, key }: Place): boolean {
  const holder: AnyNode | undefined = parent?.node;
  if (holder === undefined || !/Statement$/.test(holder.type) || holder.type === "ExpressionStatement")
    return false;
  return (key === "body" || key === "consequent" || key === "alternate") && /Statement$/.test(node.type);
}
