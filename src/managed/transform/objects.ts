/*
 * `{ async m() {…} }` becomes `{ m: $asyncFunction(function* m() {…}) }`. A method that uses `super` has to stay a method:
 * `$asyncMethods({ *m() {…} }, ["m"])`.
 */
import type { FunctionExpression, ObjectExpression, Property } from "acorn";
import { keepKey } from "./classes.js";
import { declareVariables } from "./declare-variables.js";
import { keyName, ownName } from "./function-name.js";
import { keyword, wrapper } from "./functions.js";
import { isAsyncMethod, isConstantKey, superMethods, usesSuper } from "./members.js";
import type { Source } from "./source.js";
import { isFunction, type Place } from "./syntax-tree.js";

export function compileObject(source: Source, place: Place<ObjectExpression>): void {
  const { node } = place;
  const methods = superMethods(node);
  for (const isGenerator of [false, true]) {
    const keys = methods
      .filter(({ value }) => (value as FunctionExpression).generator === isGenerator)
      .map((property) => {
        if (isConstantKey(property.key)) return source.read(property.key);
        if (!property.computed) return JSON.stringify(keyName(property.key));
        const variable = source.freshName("$key");
        declareVariables(source, place, [variable]);
        keepKey(source, property, variable);
        return variable;
      });
    if (keys.length === 0) continue;
    source.before(node.start, `${source.helper(isGenerator ? "asyncGeneratorMethods" : "asyncMethods")}(`);
    source.after(node.end, `, [${keys.join(", ")}])`);
  }
}

/** Compiles one property of an object: an async method, or the key of an anonymous async function. */
export function compileProperty(source: Source, { node }: Place<Property>): void {
  const { value } = node;
  if (!isFunction(value) || !value.async) return;
  if (!isAsyncMethod(node)) {
    const isAnonymous = value.type === "ArrowFunctionExpression" || value.id == null;
    if (node.computed && isAnonymous) keepKey(source, node, source.momentaryKey());
    return;
  }
  const fn = node.value as FunctionExpression;
  const word = source.token(node.start, "async");
  if (usesSuper(node)) {
    source.replace(word, fn.generator ? "" : "*");
    return;
  }
  const name = node.computed ? "" : keyName(node.key);
  const own = ownName(name, { node: fn }, source);
  source.replace(word, "");
  if (fn.generator) source.replace(source.token(word.end, "*"), "");
  if (node.computed) keepKey(source, node, source.momentaryKey());
  if (name === "__proto__") source.replace(node.key, '["__proto__"]'); // else it would set the prototype
  source.before(fn.start, `: ${wrapper(source, fn)}(${keyword(fn)}${own}`);
  const argument = node.computed
    ? `, ${source.momentaryKey()}`
    : own === ""
      ? `, ${JSON.stringify(name)}`
      : "";
  source.after(fn.end, `${argument})`);
}
