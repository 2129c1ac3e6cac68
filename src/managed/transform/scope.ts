import type { AnyNode } from "acorn";
import type { Captures } from "./captures.js";
import { bodyOf, hasUseStrict, isClass, isFunction, type Place } from "./syntax-tree.js";

/** What holds for the code of one function. */
export interface Scope {
  /** Whose `await` and `yield` these are: the host's, or the loop's. */
  readonly kind: "host" | "async" | "async generator";
  readonly strict: boolean;
  /** What an async arrow function around this code takes from where it stands. */
  readonly captures: Captures | null;
}

/** The scope of a child of `place`, which stands in `scope`. */
export function scopeOfChild({ node }: Place, key: string, scope: Scope, captures: Captures | null): Scope {
  if (isFunction(node)) {
    return {
      kind: node.async ? (node.generator ? "async generator" : "async") : "host",
      strict: scope.strict || hasUseStrict(bodyOf(node)),
      captures: node.type === "ArrowFunctionExpression" ? (scope.captures ?? captures) : null,
    };
  }
  if (isFieldScope(node, key)) return { kind: "host", strict: true, captures: null };
  if (isClass(node)) return { ...scope, strict: true };
  return scope;
}

/** Whether a child runs as a field's initialiser or static block does: a function of its own. */
function isFieldScope(node: AnyNode, key: string): boolean {
  return node.type === "StaticBlock" || (node.type === "PropertyDefinition" && key === "value");
}
