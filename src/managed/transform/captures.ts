/*
 * An async arrow function becomes a generator function, which has an `arguments`, a `super` and a `new.target` of its own.
 * What it takes from where it stands is handed in by an arrow function around it:
 * `(($arguments) => $asyncArrow(function* () { $arguments[0] }, this))(arguments)`.
 */
import type { AnyNode } from "acorn";
import { lexicalUses } from "./lexical.js";
import type { Source } from "./source.js";
import { isClass, isFunction, type Place } from "./syntax-tree.js";

/** The variables that stand for what an async arrow function takes from where it stands. */
export interface Captures {
  readonly arguments?: string;
  readonly newTarget?: string;
  readonly super?: string;
  readonly superCall?: string;
  /** Only where `this` may not be there yet: in a derived constructor. */
  readonly this?: string;
}

/** What the arrow function of this place needs, with the expressions to hand in. */
export function capturesOf(source: Source, place: Place): { captures: Captures; values: string[] } | null {
  const { node } = place;
  if (!isFunction(node)) return null;
  const uses = lexicalUses(node);
  const around = functionAround(place);
  const captures: { -readonly [K in keyof Captures]: string } = {};
  const values: string[] = [];
  // A CommonJS module is a function, too.
  if (uses.arguments && (around !== null || source.sourceType === "commonjs")) {
    captures.arguments = source.freshName("$arguments");
    values.push("arguments");
  }
  if (uses.newTarget) {
    captures.newTarget = source.freshName("$newTarget");
    values.push("new.target");
  }
  if (uses.super) {
    captures.super = source.freshName("$super");
    values.push(
      `${source.helper("superProperties")}((key) => super[key], (key, value) => { super[key] = value; })`,
    );
  }
  if (uses.superCall) {
    captures.superCall = source.freshName("$superCall");
    values.push("(...values) => super(...values)");
  }
  if (uses.this && around !== null && isDerivedConstructor(around)) {
    captures.this = source.freshName("$this");
    values.push(`${source.helper("laterThis")}(() => this)`);
  }
  return values.length === 0 ? null : { captures, values };
}

/** The function around a place that has a `this` of its own; `null` at the top of a file, in a field or static block. */
function functionAround(place: Place): Place | null {
  for (let at: Place | null = place; at !== null; at = at.parent) {
    const { parent } = at;
    if (parent?.node.type === "StaticBlock") return null;
    if (parent?.node.type === "PropertyDefinition" && at.key === "value") return null;
    if (parent !== null && isFunction(parent.node) && parent.node.type !== "ArrowFunctionExpression")
      return parent;
  }
  return null;
}

/** Whether an arrow function's `this` may not be there yet. */
export function isInDerivedConstructor(place: Place): boolean {
  const around = place.node.type === "ArrowFunctionExpression" ? functionAround(place) : null;
  return around !== null && isDerivedConstructor(around);
}

function isDerivedConstructor({ parent }: Place): boolean {
  if (parent?.node.type !== "MethodDefinition" || parent.node.kind !== "constructor") return false;
  const owner = parent.parent?.parent?.node;
  return owner !== undefined && isClass(owner) && owner.superClass != null;
}

/** Makes code in an async arrow function use what was handed in. */
export function useCaptures(source: Source, { node, parent, key }: Place, captures: Captures): void {
  const replace = (name: string | undefined) => {
    if (name !== undefined) source.replace(node, name);
  };
  switch (node.type) {
    case "Identifier":
      if (node.name !== "arguments" || captures.arguments === undefined) return;
      if (parent?.node.type === "Property" && parent.node.shorthand) source.before(node.start, "arguments: ");
      replace(captures.arguments);
      return;
    case "MetaProperty":
      if (node.meta.name === "new") replace(captures.newTarget);
      return;
    case "ThisExpression":
      if (captures.this !== undefined) replace(`${captures.this}.value`);
      return;
    case "Super":
      replace(key === "callee" ? captures.superCall : captures.super);
      return;
    case "MemberExpression":
      if (node.object.type === "Super" && captures.super !== undefined)
        bindMethod(source, node, parent, key, captures);
  }
}

/** `super.m()` calls m on `this`. */
function bindMethod(
  source: Source,
  node: AnyNode,
  parent: Place | null,
  key: string,
  captures: Captures,
): void {
  const holder = parent?.node;
  const isCalled = holder?.type === "CallExpression" && key === "callee";
  if (!isCalled && !(holder?.type === "TaggedTemplateExpression" && key === "tag")) return;
  const dot = isCalled && holder.optional ? "?." : ".";
  source.after(node.end, `${dot}bind(${captures.this === undefined ? "this" : `${captures.this}.value`})`);
}
