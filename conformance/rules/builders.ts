import type {
  Body,
  ErrorKind,
  ExceptClause,
  NodeNamed,
  Op,
  PlainBody,
  Program,
  Step,
  Target,
} from "../ir.js";

/*
 * Short ways to write a program by hand. Operations that need no help are written as plain nodes.
 */

export type Rules = Readonly<Record<string, Program>>;

export const self: Target = { self: true };
export const f = (slot: number): Target => ({ future: slot });
export const t = (slot: number): Target => ({ task: slot });

export const program = (...steps: Step[]): Program => ({ steps });
export const run = (...body: Op[]): Step => ({ op: "run", body });
export const runTarget = (target: Target): Step => ({ op: "runTarget", target });
export const main = (...body: Op[]): Program => program(run(...body));

export const task = (slot: number, body: Body, options: { name?: string; context?: number } = {}) =>
  ({ op: "createTask", task: slot, body, ...options }) satisfies NodeNamed<"createTask">;
export const sleep = (ms: number, value: number | null = null): Op => ({ op: "sleep", ms, value });
export const wait = (target: Target): Op => ({ op: "await", target });
export const call = (depth: number, ...body: Op[]): Op => ({ op: "call", depth, body });
export const give = (value: number | null): Op => ({ op: "return", value });

export const attempt = (body: Body, except?: ExceptClause, last?: Body): Op => ({
  op: "try",
  body,
  except,
  finally: last,
});
export const swallow = (...body: Op[]): ExceptClause => ({ catches: "all", body, reraise: false });
export const reraise = (...body: Op[]): ExceptClause => ({ catches: "all", body, reraise: true });
export const catches = (kind: ExceptClause["catches"], ...body: Op[]): ExceptClause => ({
  catches: kind,
  body,
  reraise: false,
});

export const cancel = (target: Target, message?: string) =>
  ({ op: "cancel", target, message }) satisfies NodeNamed<"cancel">;
export const cancelling = (target: Target) =>
  ({ op: "cancelling", target }) satisfies NodeNamed<"cancelling">;
export const uncancel = (target: Target) => ({ op: "uncancel", target }) satisfies NodeNamed<"uncancel">;
export const setResult = (target: Target, value: number | null) =>
  ({ op: "setResult", target, value }) satisfies NodeNamed<"setResult">;
export const setException = (target: Target, kind: ErrorKind, message = "m") =>
  ({ op: "setException", target, kind, message }) satisfies NodeNamed<"setException">;
export const state = (target: Target) => ({ op: "state", target }) satisfies NodeNamed<"state">;
export const result = (target: Target) => ({ op: "result", target }) satisfies NodeNamed<"result">;
export const exception = (target: Target) => ({ op: "exception", target }) satisfies NodeNamed<"exception">;
export const raise = (kind: ErrorKind, message = "m") =>
  ({ op: "raise", kind, message }) satisfies NodeNamed<"raise">;

export const onDone = (target: Target, callback: number, ...body: PlainBody) =>
  ({ op: "addDoneCallback", target, callback, body }) satisfies NodeNamed<"addDoneCallback">;
export const onDoneAgain = (target: Target, callback: number) =>
  ({ op: "addSameCallback", target, callback }) satisfies NodeNamed<"addSameCallback">;
export const notOnDone = (target: Target, callback: number) =>
  ({ op: "removeDoneCallback", target, callback }) satisfies NodeNamed<"removeDoneCallback">;

export const soon = (...body: PlainBody) =>
  ({ op: "callSoon", handle: 0, body }) satisfies NodeNamed<"callSoon">;
export const soonIn = (context: number, ...body: PlainBody) =>
  ({ op: "callSoon", handle: 0, body, context }) satisfies NodeNamed<"callSoon">;
export const soonAs = (handle: number, ...body: PlainBody) =>
  ({ op: "callSoon", handle, body }) satisfies NodeNamed<"callSoon">;
export const threadsafe = (...body: PlainBody) =>
  ({ op: "callSoonThreadsafe", handle: 0, body }) satisfies NodeNamed<"callSoonThreadsafe">;
export const later = (ms: number, ...body: PlainBody) =>
  ({ op: "callLater", handle: 0, ms, body }) satisfies NodeNamed<"callLater">;
export const laterAs = (handle: number, ms: number, ...body: PlainBody) =>
  ({ op: "callLater", handle, ms, body }) satisfies NodeNamed<"callLater">;
export const at = (when: number, ...body: PlainBody) =>
  ({ op: "callAt", handle: 0, when, body }) satisfies NodeNamed<"callAt">;
export const dropHandle = (handle: number) =>
  ({ op: "cancelHandle", handle }) satisfies NodeNamed<"cancelHandle">;

export const stop = { op: "stop" } satisfies NodeNamed<"stop">;
export const isRunning = { op: "isRunning" } satisfies NodeNamed<"isRunning">;
export const currentTask = { op: "currentTask" } satisfies NodeNamed<"currentTask">;
export const allTasks = { op: "allTasks" } satisfies NodeNamed<"allTasks">;
export const reenter = (how: NodeNamed<"reenter">["how"]) =>
  ({ op: "reenter", how }) satisfies NodeNamed<"reenter">;
export const breakHandler = (broken: boolean) =>
  ({ op: "breakHandler", broken }) satisfies NodeNamed<"breakHandler">;

export const setVariable = (value: number, token = 0) =>
  ({ op: "setVariable", variable: 0, value, token }) satisfies NodeNamed<"setVariable">;
export const getVariable = { op: "getVariable", variable: 0 } satisfies NodeNamed<"getVariable">;
export const resetVariable = (token = 0) =>
  ({ op: "resetVariable", token }) satisfies NodeNamed<"resetVariable">;
export const copyContext = (context: number) =>
  ({ op: "copyContext", context }) satisfies NodeNamed<"copyContext">;
export const runIn = (context: number, ...body: PlainBody) =>
  ({ op: "runIn", context, body }) satisfies NodeNamed<"runIn">;
