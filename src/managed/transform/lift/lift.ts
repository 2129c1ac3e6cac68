import type { AnyNode, ForStatement } from "acorn";
import type { FunctionNode, Place } from "../syntax-tree.js";
import type { Use } from "./uses.js";
import type { Variable, VariableScope } from "./variables.js";

/** An async function whose generator function goes to the top of the program, so that it is made only once. */
export interface Lift {
  readonly place: Place<FunctionNode>;
  /** The scope that it stands in. */
  readonly scope: VariableScope;
  /** The lifted function that it stands in. */
  readonly outer: Lift | null;
  /** What its code does with variables from around it. */
  readonly captured: Map<Variable, Set<Use>>;
  /** Whether its code can't stand elsewhere. */
  isBound: boolean;
}

/** A name in the code of functions to lift. */
export interface Reference {
  readonly place: Place;
  readonly variable: Variable;
  /** The innermost of the functions to lift. */
  readonly lift: Lift;
}

/** Whether the variable stands around the function. */
export function isAround({ scope }: Variable, lift: Lift): boolean {
  return scope.depth <= lift.scope.depth;
}

/**
 * Whether the function can be given the variable's value when it is called: nothing changes that, and it is there whenever
 * the function can be called. Otherwise it is given functions that read and write the variable.
 */
export function isValue(variable: Variable, { place }: Lift): boolean {
  const { scope, setFrom, isWritten, isStepped } = variable;
  const isSet = setFrom <= earliest(place, scope.node);
  return isSet && !isWritten && !(isStepped && place.node.start < (scope.node as ForStatement).body.start);
}

/** From which position on the function can be called: one that is declared, from the start of the block that it is declared in. */
function earliest(place: Place, end: AnyNode): number {
  let position = place.node.start;
  for (let at: Place | null = place; at !== null && at.node !== end; at = at.parent) {
    if (at.node.type === "FunctionDeclaration") position = at.parent?.node.start ?? 0;
  }
  return position;
}
