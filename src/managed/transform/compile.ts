import type { AnyNode, Property } from "acorn";
import { compileArrow, compilePlainArrow } from "./arrows.js";
import { compileAwait, compileReturn, compileYield } from "./awaits.js";
import { type Captures, useCaptures } from "./captures.js";
import { compileClass, compileMember } from "./classes.js";
import { compileForAwait } from "./for-await.js";
import { compileDeclaration, compileExpression } from "./functions.js";
import { Lifting } from "./lift/lifting.js";
import { compileObject, compileProperty } from "./objects.js";
import { type Scope, scopeOfChild } from "./scope.js";
import type { Source } from "./source.js";
import { forEachChild, hasUseStrict, isMethodBody, type Place } from "./syntax-tree.js";
import { compileUsingBlock, compileUsingLoop, redirectUsing } from "./using.js";

/** Makes generators of all async functions of the source. */
export function compile(source: Source): void {
  const { program } = source;
  const strict = source.sourceType === "module" || hasUseStrict(program.body);
  const lifting = new Lifting(source);
  visit(source, lifting, { node: program, parent: null, key: "" }, { kind: "host", strict, captures: null });
}

function visit(source: Source, lifting: Lifting, place: Place, scope: Scope): void {
  const captures = lifting.edit(place) ? null : edit(source, place, scope);
  forEachChild(place.node, (node, key) => {
    visit(source, lifting, { node, parent: place, key }, scopeOfChild(place, key, scope, captures));
  });
}

/** Edits what is this node's own. Returns what the code of an async arrow function has to use. */
function edit(source: Source, place: Place, scope: Scope): Captures | null {
  if (scope.captures !== null) useCaptures(source, place, scope.captures);
  const { node } = place;
  switch (node.type) {
    case "FunctionDeclaration":
      if (node.async) compileDeclaration(source, at(place, node), scope);
      break;
    case "FunctionExpression":
      if (node.async && !isMethodBody(place)) compileExpression(source, at(place, node));
      break;
    case "ArrowFunctionExpression":
      if (node.async) return compileArrow(source, at(place, node), scope);
      compilePlainArrow(source, at(place, node));
      break;
    case "ClassDeclaration":
    case "ClassExpression":
      compileClass(source, at(place, node));
      break;
    case "MethodDefinition":
      if (node.value.async) compileMember(source, at(place, node));
      break;
    case "ImportDeclaration":
      redirectUsing(source, at(place, node));
      break;
    case "ObjectExpression":
      compileObject(source, at(place, node));
      break;
    case "Property":
      if (place.parent?.node.type === "ObjectExpression")
        compileProperty(source, at(place, node as Property));
      break;
    default:
      if (scope.kind !== "host") editAwait(source, place, scope);
  }
  return null;
}

function editAwait(source: Source, place: Place, { kind }: Scope): void {
  const { node } = place;
  switch (node.type) {
    case "AwaitExpression":
      compileAwait(source, at(place, node));
      break;
    case "ForOfStatement":
      if (node.await) compileForAwait(source, at(place, node));
      compileUsingLoop(source, at(place, node));
      break;
    case "YieldExpression":
      compileYield(source, at(place, node));
      break;
    case "ReturnStatement":
      if (kind === "async generator") compileReturn(source, at(place, node));
      break;
    case "BlockStatement":
      compileUsingBlock(source, at(place, node));
      break;
    case "ForStatement":
      if (node.init?.type === "VariableDeclaration" && node.init.kind === "await using") {
        throw source.error(
          "Cannot compile 'await using' in the head of this loop: put it before the loop",
          node.start,
        );
      }
      break;
    case "Identifier":
      if (node.name === "yield")
        throw source.error("Cannot compile an async function that has a variable 'yield'", node.start);
  }
}

/** The place, with the node's type known. */
function at<N extends AnyNode>(place: Place, node: N): Place<N> {
  return { ...place, node };
}
