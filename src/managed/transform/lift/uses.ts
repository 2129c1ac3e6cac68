/* How code uses a variable: it reads or writes it, and an arrow function can do each for it. */
import type { AnyNode, AssignmentExpression } from "acorn";
import type { Place } from "../syntax-tree.js";

/** What is done with a variable: its value is read, or assigned; or one of the forms of `++`, for which the text stands. */
export type Use = "read" | "assign" | `${"++" | "--"}` | `post${"++" | "--"}`;

/** What an identifier does with its variable. More than one use, if it reads and assigns; `null` if no function can do it. */
export function usesAt(place: Place): readonly Use[] | null {
  const { node, parent, key } = place;
  const holder = parent?.node;
  if (holder?.type === "UpdateExpression")
    return [holder.prefix ? holder.operator : `post${holder.operator}`];
  if (holder?.type === "AssignmentExpression" && key === "left") {
    if (namesAFunction(holder)) return null;
    return holder.operator === "=" ? ["assign"] : ["read", "assign"];
  }
  return isInPattern(node, parent, key) ? null : ["read"];
}

/** Whether the assignment gives an anonymous function or class the variable's name. */
function namesAFunction({ operator, right }: AssignmentExpression): boolean {
  if (!/^(?:\|\||&&|\?\?)?=$/.test(operator)) return false;
  return (
    right.type === "ArrowFunctionExpression" ||
    ((right.type === "FunctionExpression" || right.type === "ClassExpression") && right.id == null)
  );
}

/** Whether a name is a target of a destructuring assignment, or of a loop. */
function isInPattern(node: AnyNode, parent: Place | null, key: string): boolean {
  let inner = node;
  let at = parent;
  let held = key;
  for (; at !== null; held = at.key, inner = at.node, at = at.parent) {
    switch (at.node.type) {
      case "ArrayPattern":
      case "RestElement":
      case "ObjectPattern":
        continue;
      case "Property":
        if (at.parent?.node.type !== "ObjectPattern" || held !== "value") return false;
        continue;
      case "AssignmentPattern":
        if (held !== "left") return false;
        continue;
      case "AssignmentExpression":
        return held === "left" && inner !== node;
      case "ForInStatement":
      case "ForOfStatement":
        return held === "left";
      default:
        return false;
    }
  }
  return false;
}
