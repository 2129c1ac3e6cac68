import type {
  AnyNode,
  ClassBody,
  FunctionExpression,
  MethodDefinition,
  ObjectExpression,
  Property,
} from "acorn";
import { keyName } from "./function-name.js";
import { isPlain } from "./functions.js";
import { lexicalUses } from "./lexical.js";
import { type ClassNode, isClass } from "./syntax-tree.js";

/** An async method or async generator method of a class. */
export interface AsyncMember {
  readonly node: MethodDefinition;
  readonly isGenerator: boolean;
  readonly form: "named" | "computed" | "private";
}

/** The async methods of a class. One that a later member replaces is no more than a generator method. */
export function asyncMembers(node: ClassNode): AsyncMember[] {
  const last = new Map<string, AnyNode>();
  for (const member of node.body.body) {
    if (member.type === "MethodDefinition" && !member.computed) last.set(slot(member), member);
  }
  const members: AsyncMember[] = [];
  for (const member of node.body.body) {
    if (member.type !== "MethodDefinition" || !member.value.async) continue;
    const form = member.computed ? "computed" : member.key.type === "PrivateIdentifier" ? "private" : "named";
    if (form === "named" && last.get(slot(member)) !== member) continue;
    members.push({ node: member, isGenerator: member.value.generator, form });
  }
  return members;
}

/** Whether an async method of a class may be a plain one until it is replaced. By its name it must be found then, whatever others are called. */
export function isPlainMember({ body }: ClassBody, { computed, key, value }: MethodDefinition): boolean {
  const isNamed = !computed && key.type !== "PrivateIdentifier";
  return isNamed && isPlain(value) && body.every((member) => !("computed" in member && member.computed));
}

/** The async methods of an object that have to stay methods, since they use `super`. */
export function superMethods(node: ObjectExpression): Property[] {
  return node.properties.filter(
    (member): member is Property => member.type === "Property" && isAsyncMethod(member) && usesSuper(member),
  );
}

/** Whether a property is an async method or async generator method. */
export function isAsyncMethod({ method, value }: Property): boolean {
  return method && (value as FunctionExpression).async;
}

export function usesSuper({ value }: Property): boolean {
  return lexicalUses(value as FunctionExpression).super;
}

/** Whether compiling a class or an object takes variables beside it. */
export function needsVariables(node: AnyNode): boolean {
  if (node.type === "ObjectExpression") return superMethods(node).some(isVariablyComputed);
  return (
    isClass(node) &&
    asyncMembers(node).some((member) => member.form === "private" || isVariablyComputed(member.node))
  );
}

function isVariablyComputed({ computed, key }: MethodDefinition | Property): boolean {
  return computed && !isConstantKey(key);
}

/** Whether a computed key is the same each time that it is computed, and computing it does nothing else. */
export function isConstantKey(key: AnyNode): boolean {
  if (key.type === "Literal") return true;
  const isSymbol =
    key.type === "MemberExpression" && key.object.type === "Identifier" && key.object.name === "Symbol";
  return isSymbol && !key.computed && key.property.type === "Identifier";
}

function slot(member: MethodDefinition): string {
  return `${member.static ? "static " : ""}${keyName(member.key)}`;
}
