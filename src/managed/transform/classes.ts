/*
 * The async methods of a class become generator methods, in which `super` and private names mean what they did. A static
 * block, the first of the class, replaces them by async functions when the class is made:
 *
 *   class A { static { $asyncMethods(this.prototype, ["m"]); } *m() {…} }
 *
 * Those that await nothing become plain methods, which `$plainMethods` replaces, where no member has a computed name.
 * A private method cannot be replaced: its generator method stands under a name of its own until the block takes it out,
 * and a getter gives what was made of it, which like a method can't be written to.
 */
import type { ClassBody, MethodDefinition, Property } from "acorn";
import { declareVariables } from "./declare-variables.js";
import { keyName } from "./function-name.js";
import { type AsyncMember, asyncMembers, isConstantKey, isPlainMember } from "./members.js";
import type { Source } from "./source.js";
import type { ClassNode, Place } from "./syntax-tree.js";

export function compileClass(source: Source, place: Place<ClassNode>): void {
  const members = asyncMembers(place.node);
  if (members.length === 0) return;
  const variables: string[] = [];
  const variable = (wanted: string) => {
    const name = source.freshName(wanted);
    variables.push(name);
    return name;
  };
  const keys = new Map<string, string[]>();
  const statements: string[] = [];
  for (const member of members) {
    const { node, isGenerator, form } = member;
    const home = node.static ? "this" : "this.prototype";
    if (form === "private") {
      const held = variable(`$${keyName(node.key).slice(1)}`);
      const name = keyName(node.key);
      const hidden = JSON.stringify(`${held}${name}`);
      const method = `${source.helper("takeMethod")}(${home}, ${hidden})`;
      const wrap = source.helper(isGenerator ? "asyncGeneratorFunction" : "asyncFunction");
      statements.push(`${held} = ${wrap}(${method}, ${JSON.stringify(name)});`);
      source.replace(node.key, `[${hidden}]`);
      source.after(node.end, ` ${node.static ? "static " : ""}get ${name}() { return ${held}; }`);
      continue;
    }
    let key = source.read(node.key);
    if (form === "named" && node.key.type === "Identifier") key = JSON.stringify(node.key.name);
    if (form === "computed" && !isConstantKey(node.key)) {
      key = variable("$key");
      keepKey(source, node, key);
    }
    const call = `${source.helper(replacer(place.node.body, member))}(${home}`;
    keys.set(call, [...(keys.get(call) ?? []), key]);
  }
  for (const [call, list] of keys) statements.push(`${call}, [${list.join(", ")}]);`);
  declareVariables(source, place, variables);
  source.text.appendLeft(place.node.body.start + 1, ` static { ${statements.join(" ")} }`);
}

/** The runtime's function that replaces methods by async ones. */
function replacer(body: ClassBody, { node, isGenerator }: AsyncMember): string {
  if (isGenerator) return "asyncGeneratorMethods";
  return isPlainMember(body, node) ? "plainMethods" : "asyncMethods";
}

/** Makes a generator method of an async one, or a plain one if it awaits nothing. */
export function compileMember(source: Source, { node, parent }: Place<MethodDefinition>): void {
  const body = parent?.node as ClassBody;
  const star = node.value.generator || isPlainMember(body, node) ? "" : "*";
  const guard = node.static ? "" : fieldEnd(source, body, node);
  source.replace(source.token(node.start, "async"), guard + star);
}

/** `;` if the member before this one is a field without one: `*` would go on with its value. */
function fieldEnd(source: Source, { body }: ClassBody, member: MethodDefinition): string {
  const previous = body[body.indexOf(member) - 1];
  return previous?.type === "PropertyDefinition" && source.code[previous.end - 1] !== ";" ? ";" : "";
}

/** Keeps a computed key in a variable. */
export function keepKey(source: Source, { start, key }: MethodDefinition | Property, variable: string): void {
  source.replace(source.token(start, "["), `[${variable} = ${source.helper("propertyKey")}(`);
  source.replace(source.token(key.end, "]"), ")]");
}
