/*
 * Which async functions are lifted: those that are made anew each time that the code around them runs, in strict code,
 * unless they use what only their place has (`super`, private names, the `arguments` around an arrow function, …).
 */
import type { AnyNode, Identifier, VariableDeclaration } from "acorn";
import { isInDerivedConstructor } from "../captures.js";
import { lexicalUses } from "../lexical.js";
import { boundNames } from "../pattern-names.js";
import type { Source } from "../source.js";
import { type FunctionNode, forEachChild, hasUseStrict, isFunction, type Place } from "../syntax-tree.js";
import { isAround, isValue, type Lift, type Reference } from "./lift.js";
import { usesAt } from "./uses.js";
import { scopeIn, type Variable, VariableScope } from "./variables.js";

/** The functions to lift, and the names in their code that mean variables from around them. */
export interface Lifts {
  readonly lifts: readonly Lift[];
  readonly references: readonly Reference[];
}

export function findLifts(source: Source): Lifts {
  return canLift(source) ? new Search(source).run() : { lifts: [], references: [] };
}

/** In sloppy code functions see more than stands in the source, and scripts share names at the top. */
function canLift({ sourceType, program, code }: Source): boolean {
  if (sourceType === "script" || /\beval\b/.test(code)) return false;
  return sourceType === "module" || hasUseStrict(program.body);
}

class Search {
  private readonly source: Source;
  private readonly lifts: Lift[] = [];
  private readonly references: Reference[] = [];

  constructor(source: Source) {
    this.source = source;
  }

  run(): Lifts {
    const { program } = this.source;
    const scope = new VariableScope(program, null);
    forEachChild(program, (node, key) => {
      this.visit({ node, parent: { node: program, parent: null, key: "" }, key }, scope, null);
    });
    const lifts = this.lifts.filter((lift) => !lift.isBound && !hasConflict(lift));
    return { lifts: withoutSharedEnds(lifts), references: this.references };
  }

  private visit(place: Place, scope: VariableScope, outer: Lift | null): void {
    const { node } = place;
    let lift = outer;
    const inner = scopeIn(place, scope);
    if (isFunction(node) && this.isCandidate(place as Place<FunctionNode>)) {
      lift = {
        place: place as Place<FunctionNode>,
        // Its own name, if it is an expression's, stays where it is.
        scope: inner.parent as VariableScope,
        outer,
        captured: new Map(),
        isBound: false,
      };
      this.lifts.push(lift);
    }
    if (node.type === "Identifier") this.note(place, scope, lift);
    if (node.type === "VariableDeclaration" && node.kind === "var") noteVars(node, scope);
    forEachChild(node, (child, key) => {
      this.visit({ node: child, parent: place, key }, inner, lift);
    });
  }

  /** Notes a name that may mean a variable. */
  private note(place: Place, scope: VariableScope, innermost: Lift | null): void {
    const variable = scope.find((place.node as Identifier).name);
    if (variable === null) return;
    const uses = usesAt(place);
    if (uses === null || uses.some((use) => use !== "read")) {
      if (isInStep(place, variable)) variable.isStepped = true;
      else variable.isWritten = true;
    }
    for (let lift = innermost; lift !== null && isAround(variable, lift); lift = lift.outer) {
      const all = lift.captured.get(variable) ?? new Set();
      for (const use of uses ?? []) all.add(use);
      lift.captured.set(variable, all);
      if (uses === null) lift.isBound = true;
    }
    if (innermost !== null) this.references.push({ place, variable, lift: innermost });
  }

  private isCandidate(place: Place<FunctionNode>): boolean {
    const { node, parent } = place;
    if (!node.async || !isMadeAnew(place) || node.end === this.source.code.length) return false;
    if (parent?.node.type === "MethodDefinition") return false;
    if (parent?.node.type === "Property" && parent.node.method && parent.node.computed) return false;
    const uses = lexicalUses(node);
    if (uses.super || uses.newTarget || uses.arguments) return false;
    return !(uses.this && isInDerivedConstructor(place)) && !usesPrivateNames(node);
  }
}

/** Whether this is code of the step of the `for` loop that declares the variable. */
function isInStep(place: Place, { scope }: Variable): boolean {
  let at = place;
  while (at.parent !== null && at.parent.node !== scope.node) {
    if (isFunction(at.node) || at.node.type === "StaticBlock" || at.node.type === "PropertyDefinition")
      return false;
    at = at.parent;
  }
  return scope.node.type === "ForStatement" && at.key === "update";
}

/** Whether the code around the function may run more than once. */
function isMadeAnew({ parent, key }: Place): boolean {
  if (parent === null) return false;
  const { node } = parent;
  const isField = node.type === "PropertyDefinition" && key === "value" && !node.static;
  return isField || isFunction(node) || /^(?:For|While|DoWhile)/.test(node.type) || isMadeAnew(parent);
}

/** Whether code uses private names, which may be those of a class around it. */
function usesPrivateNames(node: AnyNode): boolean {
  if (node.type === "PrivateIdentifier") return true;
  let found = node.type === "MemberExpression" && node.property.type === "PrivateIdentifier";
  forEachChild(node, (child) => {
    found ||= usesPrivateNames(child);
  });
  return found;
}

/** A `var` with the name of a `catch`'s variable writes to that. */
function noteVars({ declarations }: VariableDeclaration, scope: VariableScope): void {
  for (const name of declarations.flatMap(({ id }) => boundNames(id))) {
    const variable = scope.find(name);
    if (variable !== null) variable.isWritten = true;
  }
}

/** Whether the function declares a name that it is to be given. */
function hasConflict(lift: Lift): boolean {
  const { place, scope, captured } = lift;
  const body = scopeIn({ node: place.node.body, parent: place, key: "body" }, scope);
  return [...captured.keys()].some(
    (variable) => isValue(variable, lift) && body !== scope && body.has(variable.name),
  );
}

/** Without those that end where one that they stand in does: their texts could not be taken apart. */
function withoutSharedEnds(lifts: readonly Lift[]): Lift[] {
  const kept = new Set<Lift>();
  for (const lift of lifts) {
    let { outer } = lift;
    while (outer !== null && !(kept.has(outer) && outer.place.node.end === lift.place.node.end))
      ({ outer } = outer);
    if (outer === null) kept.add(lift);
  }
  return [...kept];
}
