import { type Coroutine, type Gatherable, gather, shield } from "tsyncio";
import type { CoroutineNode, Machine } from "./machine.js";
import { ok, type PlainHandlers } from "./plain-handlers.js";

type Names = "gather" | "shield" | "createGroupTask" | "reschedule" | "timeoutState";

/** Operations that make a future of others, and those on a scope (timeout, task group) that is open. */
export const combinatorHandlers: PlainHandlers<Names> = {
  gather(m, op) {
    const children: Gatherable[] = m.targets(op.targets);
    const waitsFor: unknown[] = [...children];
    if (!m.loop.isRunning() && (op.body !== undefined || children.length === 0)) return "not running";
    if (op.body !== undefined) children.push(childOf(m, op as CoroutineNode, waitsFor));
    const made = op.returnExceptions ? gather(children, { returnExceptions: true }) : gather(children);
    m.putFuture(op.future, made);
    m.waits.set(made, waitsFor);
    return `f${op.future}`;
  },
  shield(m, op) {
    if (op.body !== undefined && !m.loop.isRunning()) return "not running";
    const inner = op.body === undefined ? m.target(op.target) : m.runCoroutine(m, op as CoroutineNode);
    if (inner === undefined) return "absent";
    m.putFuture(op.future, shield(inner));
    return `f${op.future}`;
  },
  createGroupTask(m, op) {
    const group = m.groups.get(op.group);
    return group === undefined ? "absent" : m.setTask(op.task, group.createTask(m.runCoroutine(m, op)));
  },
  reschedule(m, op) {
    const scope = m.timeouts.get(op.timeout);
    return scope === undefined ? "absent" : ok(scope.reschedule(op.when));
  },
  timeoutState(m, op) {
    const scope = m.timeouts.get(op.timeout);
    return scope === undefined ? "absent" : `when=${scope.when() ?? "none"} expired=${scope.expired()}`;
  },
};

/** The coroutine of an operation that makes tasks of its own: it is one of the `children` that the operation waits for. */
export function* childOf(m: Machine, op: CoroutineNode, children: unknown[]): Coroutine<unknown> {
  children.push(m.currentTask());
  return yield* m.runCoroutine(m, op);
}
