import type { Awaitable, Coroutine, Future } from "tsyncio";
import type { NodeNamed, Target, Value, WaitingOp } from "../ir.js";
import type { Machine } from "./machine.js";

/** How a body ends: early with what a `return` left, or not. */
export type Completion = { readonly value: Value } | undefined;

/** What operations of these names do. */
export type WaitingHandlers<Names extends WaitingOp["op"]> = {
  [Name in Names]: (m: Machine, op: NodeNamed<Name>) => Coroutine<Completion>;
};

export function* logged(
  m: Machine,
  op: WaitingOp,
  begin: () => Awaitable<unknown> | Coroutine<unknown>,
): Coroutine<Completion> {
  m.log(op, "await");
  try {
    m.logValue(op, yield* begin());
  } catch (error) {
    m.logError(op, error);
    throw error;
  }
  return undefined;
}

/** Waits for what `makeAwaitable` makes of the target, unless that closed a circle of tasks. */
export function* waitSafely(
  m: Machine,
  op: WaitingOp & { readonly target: Target },
  makeAwaitable: (target: Future<unknown>) => Awaitable<unknown>,
): Coroutine<Completion> {
  const target = m.target(op.target);
  const me = m.currentTask();
  if (target === undefined) m.log(op, "absent");
  else if (m.leadsTo(target, me)) m.log(op, "circular");
  else {
    m.waits.set(me, target === me ? [] : [target]);
    try {
      yield* logged(m, op, () => makeAwaitable(target));
    } finally {
      m.waits.delete(me);
    }
  }
  return undefined;
}
