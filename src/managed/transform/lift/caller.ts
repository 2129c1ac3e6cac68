import { isPlain, plainCall, simpleParameters } from "../functions.js";
import { lexicalUses } from "../lexical.js";
import type { Source } from "../source.js";
import type { FunctionNode } from "../syntax-tree.js";

/** The function that stays where a lifted one stood: its parameters, which give it the same `length`, and its statements. */
export function callerOf(source: Source, node: FunctionNode, name: string, captured: readonly string[]) {
  const uses = lexicalUses(node);
  const simple = simpleParameters(node);
  const declared: string[] = [];
  const passed = [...captured];
  for (const [index, param] of node.params.entries()) {
    const own = simple?.[index] ?? source.freshName("$parameter");
    const rest = param.type === "RestElement" ? "..." : "";
    declared.push(`${rest}${own}${param.type === "AssignmentPattern" ? " = undefined" : ""}`);
    passed.push(`${rest}${own}`);
  }
  const parameters = declared.join(", ");
  const list = passed.join(", ");
  // What a default or a pattern throws rejects; an async generator throws it at once.
  if (simple === null && !node.generator)
    return {
      parameters,
      statements: `return ${source.helper("startWith")}(${name}, ${uses.this ? "this" : "undefined"}, [${list}]);`,
    };
  if (isPlain(node)) return { parameters, statements: plainCall(source, node, name, list) };
  const made = uses.this ? `${name}.call(${["this", ...passed].join(", ")})` : `${name}(${list})`;
  const start = source.helper(node.generator ? "startAsyncGenerator" : "start");
  return { parameters, statements: `return ${start}(${made});` };
}
