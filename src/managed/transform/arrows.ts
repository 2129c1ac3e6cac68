/*
 * `async (a) => a` becomes `$asyncFunction(function* (a) { return (a); })`, and `$asyncArrow(function* …, this)` if it uses
 * `this`. For what else it may take from where it stands, see captures.ts.
 */
import type { ArrowFunctionExpression } from "acorn";
import { arrowToken, needsBlock, toBlock } from "./arrow-blocks.js";
import { type Captures, capturesOf } from "./captures.js";
import { inferredName, ownName } from "./function-name.js";
import { asyncKeyword, isPlain, keyword, nameArgument, wrapper } from "./functions.js";
import { lexicalUses } from "./lexical.js";
import type { Scope } from "./scope.js";
import { semicolonAfter, semicolonBefore } from "./semicolons.js";
import type { Source } from "./source.js";
import type { Place } from "./syntax-tree.js";

/** Compiles an async arrow function. Returns what its code has to use in place of what it took from where it stands. */
export function compileArrow(
  source: Source,
  place: Place<ArrowFunctionExpression>,
  scope: Scope,
): Captures | null {
  const { node } = place;
  // Around an arrow function in an arrow function, the outer one has taken all.
  const taken = scope.captures === null ? capturesOf(source, place) : null;
  const captures = scope.captures ?? taken?.captures;
  const usesThis = lexicalUses(node).this && captures?.this === undefined;
  const name = inferredName(place, source);
  const own = ownName(name, place, source);

  const open =
    taken === null
      ? ""
      : `${semicolonBefore(source, place)}((${Object.values(taken.captures).join(", ")}) => `;
  const close = taken === null ? "" : `)(${taken.values.join(", ")})`;
  const ofThis = isPlain(node) ? "plainArrow" : "asyncArrow";
  const wrap = usesThis ? source.helper(ofThis) : wrapper(source, node);
  source.replace(asyncKeyword(source, node), `${open}${wrap}(${keyword(node)}${own}`);
  const receiver = usesThis ? ", this" : "";
  source.after(
    node.end,
    `${receiver}${nameArgument(source, place, name, own)})${close}${semicolonAfter(place)}`,
  );

  const [parameter] = node.params;
  const arrow = arrowToken(source, node);
  if (parameter !== undefined && source.token(node.start + "async".length).start === parameter.start) {
    source.before(parameter.start, "(");
    source.after(parameter.end, ")");
  }
  if (node.expression) toBlock(source, node, "");
  else source.replace(arrow, "");
  return taken?.captures ?? null;
}

/** Gives a plain arrow function a block, if something in it needs a statement before it. */
export function compilePlainArrow(source: Source, { node }: Place<ArrowFunctionExpression>): void {
  if (needsBlock(node)) toBlock(source, node, "=> ");
}
