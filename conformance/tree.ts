import type { AnyNode, ExceptClause, Program } from "./ir.js";

interface Bodies {
  readonly body?: readonly AnyNode[];
  readonly except?: ExceptClause | undefined;
  readonly finally?: readonly AnyNode[] | undefined;
}

/** The bodies directly inside a node, in the order of reading. */
function bodiesOf(node: AnyNode): (readonly AnyNode[])[] {
  const { body, except, finally: last } = node as Bodies;
  return [body, except?.body, last].filter((inner) => inner !== undefined);
}

export function* nodesOf(nodes: readonly AnyNode[]): Generator<AnyNode> {
  for (const node of nodes) {
    yield node;
    for (const body of bodiesOf(node)) yield* nodesOf(body);
  }
}

/** A copy in which each node has its number. */
export function numbered(program: Program): Program {
  const copy = structuredClone(program);
  let id = 0;
  for (const node of nodesOf(copy.steps)) (node as { id: number }).id = ++id;
  return copy;
}
