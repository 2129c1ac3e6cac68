import type { AnyNode } from "acorn";
import type { Source } from "./source.js";
import type { Place } from "./syntax-tree.js";

/** Words that name no generator function in a module. */
const RESERVED =
  /^(?:arguments|await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|eval|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|undefined|var|void|while|with|yield)$/;

/** The name that the language gives to the anonymous function or class of a place; "" if none, or only computed as it runs. */
export function inferredName({ node, parent, key }: Place, source: Source): string {
  const holder = parent?.node;
  switch (holder?.type) {
    case "VariableDeclarator":
      return holder.id.type === "Identifier" ? holder.id.name : "";
    case "AssignmentPattern":
      return key === "right" && holder.left.type === "Identifier" ? holder.left.name : "";
    case "AssignmentExpression":
      return /^(?:\|\||&&|\?\?)?=$/.test(holder.operator) &&
        holder.right === node &&
        holder.left.type === "Identifier" &&
        source.code[holder.start] !== "("
        ? holder.left.name
        : "";
    case "Property": {
      if (key !== "value" || holder.computed || parent?.parent?.node.type !== "ObjectExpression") return "";
      const name = keyName(holder.key);
      return name === "__proto__" && !holder.method ? "" : name;
    }
    case "PropertyDefinition":
      return key === "value" && !holder.computed ? keyName(holder.key) : "";
    case "ExportDefaultDeclaration":
      return "default";
    default:
      return "";
  }
}

/** Whether the function of a place is named after a key that is computed as it runs. */
export function hasComputedName({ node, parent, key }: Place): boolean {
  const holder = parent?.node;
  return (
    holder?.type === "Property" &&
    holder.computed &&
    key === "value" &&
    holder.value === node &&
    parent?.parent?.node.type === "ObjectExpression"
  );
}

/** The name of a key that is not computed. */
export function keyName(key: AnyNode): string {
  switch (key.type) {
    case "Identifier":
      return key.name;
    case "PrivateIdentifier":
      return `#${key.name}`;
    case "Literal":
      return String(key.value);
    default:
      return "";
  }
}

/** ` name`, if a generator function can bear it without hiding what its code calls by that name; else nothing. */
export function ownName(name: string, { node }: { readonly node: AnyNode }, source: Source): string {
  const canBear = /^[A-Za-z_$][\w$]*$/.test(name) && !RESERVED.test(name) && !source.mentions(node, name);
  return canBear ? ` ${name}` : "";
}
