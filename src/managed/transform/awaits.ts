/*
 * `await x` becomes `(ready($x = x) ? awaited($x) : yield $x)`, where `ready` tells whether there is nothing to wait for, and
 * `$x` is a variable of the generator function; in an async generator, what it yields is marked: `(yield emit(yield x))`.
 */
import type { AwaitExpression, ReturnStatement, YieldExpression } from "acorn";
import { awaitedVariable } from "./awaited-variable.js";
import { isStatement, semicolonAfter, semicolonBefore } from "./semicolons.js";
import type { Source } from "./source.js";
import type { Place } from "./syntax-tree.js";

export function compileAwait(source: Source, place: Place<AwaitExpression>): void {
  const { node } = place;
  const keyword = { start: node.start, end: node.start + "await".length };
  const variable = awaitedVariable(source, place);
  wrap(
    source,
    place,
    keyword,
    `${source.helper("ready")}(${variable} =`,
    `) ? ${source.helper("awaited")}(${variable}) : yield ${variable}`,
  );
}

export function compileYield(source: Source, place: Place<YieldExpression>): void {
  const { node } = place;
  const keyword = { start: node.start, end: node.start + "yield".length };
  if (node.delegate) {
    const star = source.token(keyword.end, "*");
    wrap(source, place, { start: node.start, end: star.end }, `yield ${source.helper("delegate")}(`, ")");
  } else {
    wrap(source, place, keyword, `yield ${source.helper("emit")}(yield`, ")");
  }
}

/** An async generator waits for what it returns. */
export function compileReturn(source: Source, { node }: Place<ReturnStatement>): void {
  if (node.argument == null) return;
  source.before(node.argument.start, "(yield (");
  source.after(node.argument.end, node.argument.end === node.end ? "));" : "))");
}

/** Puts the yield in parentheses, unless it is a statement: `yield` binds less than all that can stand around it. */
function wrap(
  source: Source,
  place: Place,
  keyword: { start: number; end: number },
  start: string,
  end: string,
): void {
  const { node } = place;
  if (isStatement(place)) {
    source.replace(keyword, start);
    source.after(node.end, end + semicolonAfter(place));
  } else {
    source.replace(keyword, `${semicolonBefore(source, place)}(${start}`);
    source.after(node.end, `${end})${semicolonAfter(place)}`);
  }
}
