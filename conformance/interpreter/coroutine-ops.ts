import {
  type Awaitable,
  CancelledError,
  type Coroutine,
  sleep,
  type TaskGroup,
  type Timeout,
  taskGroup,
  timeout,
} from "tsyncio";
import type { Body, ExceptClause, NodeNamed, WaitingOp } from "../ir.js";
import { pythonName } from "./errors.js";
import type { CoroutineNode, Machine } from "./machine.js";
import { isPlain, runPlainOp } from "./plain-ops.js";
import { type Completion, logged, type WaitingHandlers, waitSafely } from "./waiting.js";
import { waitingHandlers } from "./waiting-ops.js";

type Handlers = WaitingHandlers<WaitingOp["op"]>;

const handlers: Handlers = {
  ...waitingHandlers,
  sleep: sleepFor,
  await: awaitTarget,
  call: callCoroutine,
  repeat: repeatBody,
  return: returnValue,
  try: tryBody,
  hold: holdBody,
  timeout: limitBody,
  taskGroup: groupBody,
};

/** Begins when its task does, which an async function does not: so this one stays a generator (managed.ts). */
export function* runCoroutine(m: Machine, node: CoroutineNode): Coroutine<unknown> {
  m.log(node, `start${m.describeContext()}`);
  const completion = yield* runBody(m, node.body);
  return completion?.value ?? null;
}

function* runBody(m: Machine, body: Body): Coroutine<Completion> {
  for (const op of body) {
    if (m.over) return undefined;
    if (isPlain(op)) {
      runPlainOp(m, op);
      continue;
    }
    const completion = yield* (handlers[op.op] as (m: Machine, op: WaitingOp) => Coroutine<Completion>)(
      m,
      op,
    );
    if (completion !== undefined) return completion;
  }
  return undefined;
}

function* sleepFor(m: Machine, op: NodeNamed<"sleep">): Coroutine<Completion> {
  return yield* logged(m, op, () => (op.value === null ? sleep(op.ms) : sleep(op.ms, op.value)));
}

function* awaitTarget(m: Machine, op: NodeNamed<"await">): Coroutine<Completion> {
  return yield* waitSafely(m, op, (target) => target);
}

function* callCoroutine(m: Machine, op: NodeNamed<"call">): Coroutine<Completion> {
  const completion = yield* descend(m, op, op.depth);
  m.logValue(op, completion?.value);
  return undefined;
}

function* descend(m: Machine, op: NodeNamed<"call">, depth: number): Coroutine<Completion> {
  return depth > 0 ? yield* descend(m, op, depth - 1) : yield* runBody(m, op.body);
}

function* repeatBody(m: Machine, op: NodeNamed<"repeat">): Coroutine<Completion> {
  for (let round = 0; round < op.times; round++) {
    const completion = yield* runBody(m, op.body);
    if (completion !== undefined) return completion;
  }
  return undefined;
}

function* returnValue(m: Machine, op: NodeNamed<"return">): Coroutine<Completion> {
  m.log(op, "return");
  return { value: op.value };
}

function* tryBody(m: Machine, op: NodeNamed<"try">): Coroutine<Completion> {
  try {
    return yield* runBody(m, op.body);
  } catch (error) {
    const clause = op.except;
    if (clause === undefined || !catches(clause.catches, error)) throw error;
    m.log(op, `except ${error instanceof Error ? pythonName(error) : typeof error}`);
    const completion = yield* runBody(m, clause.body);
    if (completion === undefined && clause.reraise) throw error;
    return completion;
  } finally {
    if (op.finally !== undefined) {
      m.log(op, "finally");
      yield* runBody(m, op.finally);
    }
  }
}

function* holdBody(m: Machine, op: NodeNamed<"hold">): Coroutine<Completion> {
  return yield* scope(m, op, (body) => m.primitives.acquirable(op.of).hold(() => body(undefined)));
}

function* limitBody(m: Machine, op: NodeNamed<"timeout">): Coroutine<Completion> {
  return yield* scope<Timeout>(
    m,
    op,
    (body) => timeout(op.ms, body),
    (entered) => m.timeouts.set(op.timeout, entered),
  );
}

function* groupBody(m: Machine, op: NodeNamed<"taskGroup">): Coroutine<Completion> {
  return yield* scope<TaskGroup>(m, op, taskGroup, (entered) => m.groups.set(op.group, entered));
}

function* scope<S>(
  m: Machine,
  op: NodeNamed<"hold" | "timeout" | "taskGroup">,
  open: (body: (entered: S) => Coroutine<Completion>) => Awaitable<Completion>,
  whenEntered?: (entered: S) => void,
): Coroutine<Completion> {
  m.log(op, "enter");
  let completion: Completion;
  try {
    completion = yield* open(function* (entered) {
      whenEntered?.(entered);
      m.log(op, "entered");
      return yield* runBody(m, op.body);
    });
  } catch (error) {
    m.logError(op, error);
    throw error;
  }
  m.log(op, "left");
  return completion;
}

function catches(kind: ExceptClause["catches"], error: unknown): boolean {
  return kind === "all" || error instanceof CancelledError === (kind === "cancel");
}
