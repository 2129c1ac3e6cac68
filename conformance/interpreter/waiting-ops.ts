import {
  type Awaitable,
  asCompleted,
  CancelledError,
  type Coroutine,
  staggeredRace,
  wait,
  waitFor,
} from "tsyncio";
import type { NodeNamed, Target, WaitingOp } from "../ir.js";
import { childOf } from "./combinator-ops.js";
import type { CoroutineNode, Machine } from "./machine.js";
import { itemOf } from "./primitives.js";
import { type Completion, logged, type WaitingHandlers, waitSafely } from "./waiting.js";

type Names =
  | "wait"
  | "waitFor"
  | "asCompleted"
  | "staggeredRace"
  | "acquire"
  | "waitForEvent"
  | "waitForCondition"
  | "waitAtBarrier"
  | "resetBarrier"
  | "abortBarrier"
  | "put"
  | "get"
  | "join";

/** Operations that wait and have no body of their own to run. */
export const waitingHandlers: WaitingHandlers<Names> = {
  wait: waitForSome,
  *waitFor(m, op) {
    if (op.body === undefined) return yield* waitSafely(m, op, (target) => waitFor(target, op.ms));
    return yield* logged(m, op, () => waitFor(m.runCoroutine(m, op as CoroutineNode), op.ms));
  },
  asCompleted: takeAsCompleted,
  staggeredRace: race,
  acquire: (m, op) => without(m, op, m.primitives.acquirable(op.of).acquire()),
  waitForEvent: (m, op) => logged(m, op, () => m.primitives.event(op.event).wait()),
  *waitForCondition(m, op) {
    const condition = m.primitives.condition(op.condition);
    if (op.event === undefined) return yield* logged(m, op, () => condition.wait());
    const event = m.primitives.event(op.event);
    return yield* logged(m, op, () => condition.waitFor(() => event.isSet()));
  },
  waitAtBarrier: (m, op) => logged(m, op, () => m.primitives.barrier(op.barrier).wait()),
  resetBarrier: (m, op) => logged(m, op, () => m.primitives.barrier(op.barrier).reset()),
  abortBarrier: (m, op) => logged(m, op, () => m.primitives.barrier(op.barrier).abort()),
  put: (m, op) => logged(m, op, () => m.primitives.queue(op.queue).put(itemOf(op))),
  get: (m, op) => logged(m, op, () => m.primitives.queue(op.queue).get()),
  join: (m, op) => without(m, op, m.primitives.queue(op.queue).join()),
};

/** The results of these are not the same on purpose. */
function without(m: Machine, op: WaitingOp, awaitable: Awaitable<unknown>): Coroutine<Completion> {
  return logged(m, op, function* (): Coroutine<void> {
    yield* awaitable;
  });
}

function* waitForSome(m: Machine, op: NodeNamed<"wait">): Coroutine<Completion> {
  const targets = m.targets(op.targets);
  const { timeout, returnWhen } = op;
  if (targets.length === 0) {
    m.log(op, "absent");
    return undefined;
  }
  function* names(): Coroutine<string[]> {
    const options = timeout === undefined ? { returnWhen } : { returnWhen, timeout };
    const { done, pending } = yield* wait(targets, options);
    return [m.namesOf(done), m.namesOf(pending)];
  }
  return yield* logged(m, op, names);
}

function* takeAsCompleted(m: Machine, op: NodeNamed<"asCompleted">): Coroutine<Completion> {
  // Those that are done come in the order of a set, which is that of addresses in CPython.
  const targets = m.targets(op.targets).filter((target) => !target.done());
  m.log(op, `${new Set(targets).size} pending`);
  for (const next of asCompleted(targets, op.timeout === undefined ? {} : { timeout: op.timeout })) {
    try {
      yield* logged(m, op, () => next);
    } catch (error) {
      if (error instanceof CancelledError) throw error;
    }
  }
  return undefined;
}

function* race(m: Machine, op: NodeNamed<"staggeredRace">): Coroutine<Completion> {
  const waitsFor: unknown[] = [];
  const contenders = op.targets.map((target) => () => contend(m, op, waitsFor, target));
  if (op.body !== undefined) contenders.push(() => childOf(m, op as CoroutineNode, waitsFor));
  const me = m.currentTask();
  m.waits.set(me, waitsFor);
  try {
    yield* logged(m, op, () => outcomeOf(contenders, op.delay));
  } finally {
    m.waits.delete(me);
  }
  return undefined;
}

function* outcomeOf(contenders: (() => Coroutine<unknown>)[], delay: number | null): Coroutine<unknown[]> {
  const { result, index, exceptions } = yield* staggeredRace(contenders, delay);
  return [result, index, exceptions];
}

function* contend(m: Machine, op: WaitingOp, waitsFor: unknown[], ref: Target): Coroutine<unknown> {
  const target = m.target(ref);
  const me = m.currentTask();
  waitsFor.push(me);
  m.log(op, "contends");
  if (target === undefined || m.leadsTo(target, me)) return null;
  m.waits.set(me, target === me ? [] : [target]);
  try {
    return yield* target;
  } finally {
    m.waits.delete(me);
  }
}
