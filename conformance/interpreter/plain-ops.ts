import {
  allTasks,
  copyContext,
  currentTask,
  eagerTaskFactory,
  type Future,
  sleep,
  Task,
  type TaskFactory,
} from "tsyncio";
import type { PlainBody, PlainOp, Target } from "../ir.js";
import { combinatorHandlers } from "./combinator-ops.js";
import { describeError, makeError } from "./errors.js";
import { describeValue, type Machine } from "./machine.js";
import { ok, type PlainHandlers } from "./plain-handlers.js";
import { primitiveHandlers } from "./primitive-ops.js";

/** What each operation does; the text is what the trace says about it. */
type Handlers = PlainHandlers<PlainOp["op"]>;

const handlers: Handlers = {
  ...combinatorHandlers,
  ...primitiveHandlers,

  // Tasks
  createTask(m, op) {
    const context = op.context === undefined ? undefined : m.contexts.get(op.context);
    const options = {
      ...(op.name === undefined ? {} : { name: op.name }),
      ...(context === undefined ? {} : { context }),
      ...(op.eager === undefined ? {} : { eagerStart: op.eager }),
    };
    return m.setTask(op.task, m.loop.createTask(m.runCoroutine(m, op), options));
  },
  createSleepTask: (m, op) => m.setTask(op.task, m.loop.createTask(sleep(op.ms, op.value))),
  useEagerTasks: (m, op) => ok(m.loop.setTaskFactory(op.eager ? eagerTasks : null)),
  cancel: (m, op) =>
    onTarget(m, op, (target) =>
      String(op.message === undefined ? target.cancel() : target.cancel(op.message)),
    ),
  cancelling: (m, op) => onTask(m, op, (task) => String(task.cancelling())),
  uncancel: (m, op) => onTask(m, op, (task) => String(task.uncancel())),
  setName: (m, op) => onTask(m, op, (task) => ok(task.setName(op.name))),
  getName: (m, op) => onTask(m, op, (task) => task.getName()),
  currentTask: () => currentTask()?.getName() ?? "none",
  allTasks: (m) => String(allTasks(m.loop).size),

  // Futures
  createFuture(m, op) {
    m.setFuture(op.future);
    return `f${op.future}`;
  },
  setResult: (m, op) => onTarget(m, op, (target) => ok(target.setResult(op.value))),
  setException: (m, op) => onTarget(m, op, (target) => ok(target.setException(makeError(op)))),
  state: (m, op) => onTarget(m, op, (target) => `done=${target.done()} cancelled=${target.cancelled()}`),
  result: (m, op) => onTarget(m, op, (target) => describeValue(target.result())),
  exception(m, op) {
    return onTarget(m, op, (target) => {
      const error = target.exception();
      return error === null ? "null" : describeError(error);
    });
  },
  addDoneCallback(m, op) {
    return onTarget(m, op, (target) => {
      const callback = callbackFor(m, op);
      m.callbacks.set(op.callback, callback);
      return ok(target.addDoneCallback(callback));
    });
  },
  addSameCallback(m, op) {
    const callback = m.callbacks.get(op.callback);
    return onTarget(m, op, (target) =>
      callback === undefined ? "absent" : ok(target.addDoneCallback(callback)),
    );
  },
  removeDoneCallback(m, op) {
    const callback = m.callbacks.get(op.callback);
    return onTarget(m, op, (target) =>
      callback === undefined ? "absent" : String(target.removeDoneCallback(callback)),
    );
  },

  // Handles
  callSoon(m, op) {
    const context = op.context === undefined ? undefined : m.contexts.get(op.context);
    const callback = callbackFor(m, op);
    const handle = context === undefined ? m.loop.callSoon(callback) : m.loop.callSoonIn(context, callback);
    return ok(m.handles.set(op.handle, handle));
  },
  callSoonThreadsafe: (m, op) => ok(m.handles.set(op.handle, m.loop.callSoonThreadsafe(callbackFor(m, op)))),
  callLater(m, op) {
    const handle = m.loop.callLater(op.ms, callbackFor(m, op));
    m.handles.set(op.handle, handle);
    return `when=${handle.when()}`;
  },
  callAt(m, op) {
    const handle = m.loop.callAt(op.when, callbackFor(m, op));
    m.handles.set(op.handle, handle);
    return `when=${handle.when()}`;
  },
  cancelHandle(m, op) {
    const handle = m.handles.get(op.handle);
    if (handle === undefined) return "absent";
    const before = handle.cancelled();
    handle.cancel();
    return `cancelled=${before},${handle.cancelled()}`;
  },
  burst(m, op) {
    for (let i = 0; i < op.count; i++) {
      const timer = m.loop.callLater(op.ms + (i % 3), () => m.log(op, `timer ${i}`));
      if (i % op.every !== 0) timer.cancel();
      else m.loop.callSoon(() => m.log(op, `soon ${i}`));
    }
    return "ok";
  },

  // The loop
  stop: (m) => ok(m.loop.stop()),
  isRunning: (m) => String(m.loop.isRunning()),
  reenter(m, op) {
    if (!m.loop.isRunning()) return "not running";
    if (op.how === "run") return ok(m.loop.runUntilComplete(m.loop.createFuture()));
    return ok(op.how === "runForever" ? m.loop.runForever() : m.loop.close());
  },
  breakHandler(m, op) {
    m.handlerIsBroken = op.broken;
    return "ok";
  },
  callHandler: (m, op) => ok(m.loop.callExceptionHandler({ message: op.message })),
  raise(_m, op) {
    throw makeError(op);
  },

  // Context variables
  setVariable(m, op) {
    const variable = m.variable(op.variable);
    return ok(m.tokens.set(op.token, { variable, token: variable.set(op.value) }));
  },
  getVariable: (m, op) => String(m.variable(op.variable).get()),
  resetVariable(m, op) {
    const set = m.tokens.get(op.token);
    if (set === undefined) return "absent";
    try {
      return ok(set.variable.reset(set.token));
    } catch {
      return "refused";
    }
  },
  copyContext: (m, op) => ok(m.contexts.set(op.context, copyContext())),
  runIn(m, op) {
    const context = m.contexts.get(op.context);
    return context === undefined ? "absent" : ok(context.run(runPlainBody, m, op.body));
  },
};

/** The operations whose errors reach the program. Those of the others are only logged, or few programs would go on. */
const propagating: ReadonlySet<PlainOp["op"]> = new Set(["raise", "result", "exception", "runIn"]);

export function runPlainBody(m: Machine, body: PlainBody): void {
  for (const op of body) runPlainOp(m, op);
}

export function runPlainOp(m: Machine, op: PlainOp): void {
  if (m.over) return;
  try {
    m.log(op, (handlers[op.op] as (m: Machine, op: PlainOp) => string)(m, op));
  } catch (error) {
    m.logError(op, error);
    if (propagating.has(op.op)) throw error;
  }
}

export function isPlain(op: { op: string }): op is PlainOp {
  return Object.hasOwn(handlers, op.op);
}

function onTarget(m: Machine, op: { target: Target }, then: (target: Future<unknown>) => string): string {
  const target = m.target(op.target);
  return target === undefined ? "absent" : then(target);
}

function onTask(m: Machine, op: { target: Target }, then: (task: Task<unknown>) => string): string {
  return onTarget(m, op, (target) => (target instanceof Task ? then(target) : "not a task"));
}

function callbackFor(m: Machine, op: PlainOp & { body: PlainBody }): () => void {
  return () => {
    m.log(op, `callback${m.describeContext()}`);
    runPlainBody(m, op.body);
  };
}

/** A task with a context of its own does not start eagerly: CPython refuses it in one that is entered already. */
const eagerTasks: TaskFactory = (loop, coro, options) =>
  options.context === undefined ? eagerTaskFactory(loop, coro, options) : new Task(loop, coro, options);
