/*
 * `for await (LEFT of RIGHT) BODY` becomes
 *
 *   { const $loop = $forAwait(RIGHT); try {
 *     for (; $loop.step(yield $loop.next());) { LEFT = $loop.value; BODY }
 *   } catch ($error) { if ($loop.abort()) try { yield $loop.closing; } catch {} throw $error; }
 *   finally { if ($loop.close()) $loop.closed(yield $loop.closing); } }
 *
 * with the loop's labels before the inner `for`. The runtime's AsyncLoop knows when the iterator is to be closed.
 */
import type { AnyNode, ForOfStatement } from "acorn";
import type { Source } from "./source.js";
import type { Place } from "./syntax-tree.js";

export function compileForAwait(source: Source, place: Place<ForOfStatement>): void {
  const { node } = place;
  const loop = source.freshName("$loop");
  const labels = takeLabels(source, place);
  const opening = source.token(source.token(node.start, "await").end, "(");
  const of = source.token(node.left.end, "of");
  const closing = source.tokenBefore(node.body.start);

  source.replace({ start: node.start, end: opening.end }, `{ const ${loop} = ${source.helper("forAwait")}(`);
  const head = `); try { ${labels}for (; ${loop}.step(yield ${loop}.next());) { `;
  const declares = node.left.type === "VariableDeclaration";
  source.replace(of, `= ${loop}.value${declares ? "" : ")"};`);
  source.replace(closing, declares ? head : `${head}(`);
  // The parenthesis stands between RIGHT and LEFT, which edits at the end of RIGHT would erase: see `Source.replace`.
  source.text.move(of.end, closing.end, node.left.start);
  source.after(
    node.end,
    ` } } catch ($error) { if (${loop}.abort()) try { yield ${loop}.closing; } catch {} throw $error; } ` +
      `finally { if (${loop}.close()) ${loop}.closed(yield ${loop}.closing); } }`,
  );
}

/** Takes the labels away from before the loop. */
function takeLabels(source: Source, { node, parent }: Place): string {
  let labels = "";
  let inner: AnyNode = node;
  for (let at = parent; at?.node.type === "LabeledStatement"; at = at.parent) {
    source.replace({ start: at.node.start, end: inner.start }, "");
    labels = `${at.node.label.name}: ${labels}`;
    inner = at.node;
  }
  return labels;
}
