import type { Acquirable, Body, NodeNamed, Op, Target, Value } from "../ir.js";

/*
 * Short ways to write the operations of combinators, scopes, primitives and queues.
 */

export const gather = (
  slot: number,
  targets: readonly Target[],
  options: { readonly returnExceptions?: boolean; readonly body?: Body } = {},
) =>
  ({
    op: "gather",
    future: slot,
    targets,
    returnExceptions: options.returnExceptions ?? false,
    body: options.body,
  }) satisfies NodeNamed<"gather">;
export const shield = (slot: number, target: Target) =>
  ({ op: "shield", future: slot, target }) satisfies NodeNamed<"shield">;
export const waitFor = (target: Target, ms: number | null): Op => ({ op: "waitFor", target, ms });
export const waitForBody = (ms: number | null, ...body: Op[]): Op => ({
  op: "waitFor",
  target: { self: true },
  ms,
  body,
});
export const waitSome = (
  targets: readonly Target[],
  returnWhen: NodeNamed<"wait">["returnWhen"],
  timeout?: number,
): Op => ({ op: "wait", targets, returnWhen, timeout });
export const asCompleted = (targets: readonly Target[], timeout?: number): Op => ({
  op: "asCompleted",
  targets,
  timeout,
});
export const race = (targets: readonly Target[], delay: number | null, body?: Body): Op => ({
  op: "staggeredRace",
  targets,
  delay,
  body,
});
export const timeout = (slot: number, ms: number | null, ...body: Op[]): Op => ({
  op: "timeout",
  timeout: slot,
  ms,
  body,
});
export const reschedule = (slot: number, when: number | null) =>
  ({ op: "reschedule", timeout: slot, when }) satisfies NodeNamed<"reschedule">;
export const timeoutState = (slot: number) =>
  ({ op: "timeoutState", timeout: slot }) satisfies NodeNamed<"timeoutState">;
export const group = (slot: number, ...body: Op[]): Op => ({ op: "taskGroup", group: slot, body });
export const groupTask = (slot: number, task: number, ...body: Op[]) =>
  ({ op: "createGroupTask", group: slot, task, body }) satisfies NodeNamed<"createGroupTask">;

export const eagerTask = (slot: number, ...body: Op[]) =>
  ({ op: "createTask", task: slot, body, eager: true }) satisfies NodeNamed<"createTask">;
export const useEagerTasks = (eager: boolean) =>
  ({ op: "useEagerTasks", eager }) satisfies NodeNamed<"useEagerTasks">;

export const lock: Acquirable = { lock: 0 };
export const semaphore = (permits: number): Acquirable => ({ semaphore: permits });
export const bounded = (permits: number): Acquirable => ({ bounded: permits });
export const condition: Acquirable = { condition: 0 };
export const acquire = (of: Acquirable): Op => ({ op: "acquire", of });
export const release = (of: Acquirable) => ({ op: "release", of }) satisfies NodeNamed<"release">;
export const locked = (of: Acquirable) => ({ op: "locked", of }) satisfies NodeNamed<"locked">;
export const hold = (of: Acquirable, ...body: Op[]): Op => ({ op: "hold", of, body });

export const waitForEvent: Op = { op: "waitForEvent", event: 0 };
export const setEvent = { op: "setEvent", event: 0 } satisfies NodeNamed<"setEvent">;
export const clearEvent = { op: "clearEvent", event: 0 } satisfies NodeNamed<"clearEvent">;
export const waitForCondition: Op = { op: "waitForCondition", condition: 0 };
export const notify = (count: number | null) =>
  ({ op: "notify", condition: 0, count }) satisfies NodeNamed<"notify">;
export const waitAtBarrier = (parties: number): Op => ({ op: "waitAtBarrier", barrier: parties - 1 });
export const resetBarrier = (parties: number): Op => ({ op: "resetBarrier", barrier: parties - 1 });
export const abortBarrier = (parties: number): Op => ({ op: "abortBarrier", barrier: parties - 1 });
export const barrierState = (parties: number) =>
  ({ op: "barrierState", barrier: parties - 1 }) satisfies NodeNamed<"barrierState">;

/** Queues by slot: 0 has no limit, 1 and 2 hold so many, 3 is a LIFO queue and 4 a priority queue of 2. */
export const put = (queue: number, value: Value): Op => ({ op: "put", queue, value });
export const get = (queue: number): Op => ({ op: "get", queue });
export const join = (queue: number): Op => ({ op: "join", queue });
export const putNowait = (queue: number, value: Value) =>
  ({ op: "putNowait", queue, value }) satisfies NodeNamed<"putNowait">;
export const getNowait = (queue: number) => ({ op: "getNowait", queue }) satisfies NodeNamed<"getNowait">;
export const taskDone = (queue: number) => ({ op: "taskDone", queue }) satisfies NodeNamed<"taskDone">;
export const queueState = (queue: number) => ({ op: "queueState", queue }) satisfies NodeNamed<"queueState">;
export const shutdownQueue = (queue: number, immediate = false) =>
  ({ op: "shutdownQueue", queue, immediate }) satisfies NodeNamed<"shutdownQueue">;
