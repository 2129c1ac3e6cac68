import type { AnyNode, ExceptClause, Program, Step } from "./ir.js";

/** Enough for any tree that fast-check has shrunk before. */
const MAX_TRIES = 3000;

type Tree = readonly AnyNode[];
type Fields = Record<string, unknown>;

/** Goes on to smaller trees as long as one still `differs`. It sees the tree, which value shrinking does not. */
export async function simplify(
  program: Program,
  differs: (smaller: Program) => Promise<boolean>,
): Promise<void> {
  let tries = 0;
  let best: Tree = program.steps;
  for (let found = true; found; ) {
    found = false;
    for (const steps of smallerTrees(best)) {
      if (++tries > MAX_TRIES) return;
      if (!(await differs({ steps: steps as readonly Step[] }))) continue;
      best = steps;
      found = true;
      break;
    }
  }
}

function* smallerTrees(nodes: Tree): Generator<Tree> {
  for (let i = 0; i < nodes.length; i++) yield nodes.toSpliced(i, 1);
  for (const [i, node] of nodes.entries()) {
    if (hoistable(node)) yield nodes.toSpliced(i, 1, ...(node as { body: Tree }).body);
  }
  for (const [i, node] of nodes.entries()) {
    for (const smaller of smallerNodes(node)) yield nodes.with(i, smaller);
  }
}

/** Whose body is a coroutine of its own. */
const ofCoroutine: ReadonlySet<string> = new Set([
  "run",
  "createTask",
  "createGroupTask",
  "gather",
  "shield",
  "staggeredRace",
]);

/** Whether the body may stand where the node stands. A task's body waits, and a callback's may not. */
function hoistable(node: AnyNode): boolean {
  return "body" in node && node.body !== undefined && !ofCoroutine.has(node.op);
}

function* smallerNodes(node: AnyNode): Generator<AnyNode> {
  for (const field of ["except", "finally", "message", "name", "context", "eager"]) {
    if ((node as unknown as Fields)[field] === undefined || isRequired(node, field)) continue;
    yield { ...node, [field]: undefined } as AnyNode;
  }
  for (const field of ["ms", "value", "depth", "when"]) {
    const number = (node as unknown as Fields)[field];
    if (typeof number === "number" && number > 0) yield { ...node, [field]: number - 1 } as AnyNode;
  }
  if ("body" in node && node.body !== undefined) {
    for (const body of smallerTrees(node.body)) yield { ...node, body } as AnyNode;
  }
  if ("targets" in node) {
    for (let i = 0; i < node.targets.length; i++)
      yield { ...node, targets: node.targets.toSpliced(i, 1) } as AnyNode;
  }
  if (node.op !== "try") return;
  if (node.except !== undefined) {
    const { except } = node;
    for (const body of smallerTrees(except.body)) {
      yield { ...node, except: { ...except, body } as ExceptClause };
    }
  }
  if (node.finally !== undefined) {
    for (const last of smallerTrees(node.finally)) yield { ...node, finally: last } as AnyNode;
  }
}

function isRequired(node: AnyNode, field: string): boolean {
  if (field === "eager") return node.op === "useEagerTasks";
  if (field === "name") return node.op === "setName";
  if (field === "context") return node.op === "copyContext" || node.op === "runIn";
  return field === "message" && node.op !== "cancel";
}
