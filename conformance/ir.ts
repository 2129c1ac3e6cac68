/**
 * Programs over the public API, as plain data. Both interpreters walk this tree: interpreter/ here, cpython/ there.
 *
 * Things are named by slot: `{ future: 2 }`. A future comes into being when it is first named; a slot of any other
 * kind that nobody filled makes the operation a no-op, logged as "absent", so that every tree is a valid program.
 * One unit of time is a millisecond here and a second in CPython.
 */
export interface Program {
  readonly steps: readonly Step[];
}

/** What happens outside of the loop, one after another. */
export type Step =
  | Node<"run", { body: Body }>
  | Node<"runTarget", { target: Target }>
  | Node<"runForever", object>
  | Node<"close", object>
  | PlainOp;

export type Body = readonly Op[];
export type PlainBody = readonly PlainOp[];
export type Op = WaitingOp | PlainOp;

/** Operations that may wait: in coroutines only. */
export type WaitingOp =
  | Node<"sleep", { ms: number; value: Value }>
  | Node<"await", { target: Target }>
  | Node<"call", { depth: number; body: Body }>
  | Node<"repeat", { times: number; body: Body }>
  | Node<"return", { value: Value }>
  | Node<"try", { body: Body; except?: ExceptClause | undefined; finally?: Body | undefined }>
  // Others' ends
  | Node<"wait", { targets: readonly Target[]; returnWhen: ReturnWhen; timeout?: number | undefined }>
  | Node<"waitFor", { target: Target; ms: number | null; body?: Body | undefined }>
  | Node<"asCompleted", { targets: readonly Target[]; timeout?: number | undefined }>
  // A contender for each target, which awaits it, and one for the body
  | Node<"staggeredRace", { targets: readonly Target[]; delay: number | null; body?: Body | undefined }>
  // Scopes
  | Node<"timeout", { timeout: number; ms: number | null; body: Body }>
  | Node<"taskGroup", { group: number; body: Body }>
  | Node<"hold", { of: Acquirable; body: Body }>
  // Primitives
  | Node<"acquire", { of: Acquirable }>
  | Node<"waitForEvent", { event: number }>
  | Node<"waitForCondition", { condition: number; event?: number | undefined }>
  | Node<"waitAtBarrier", { barrier: number }>
  | Node<"resetBarrier", { barrier: number }>
  | Node<"abortBarrier", { barrier: number }>
  | Node<"put", { queue: number; value: Value }>
  | Node<"get", { queue: number }>
  | Node<"join", { queue: number }>;

/** Operations that never wait: in coroutines, in callbacks and outside of the loop. */
export type PlainOp =
  // Tasks
  | Node<"createTask", CreateTaskFields>
  | Node<"createSleepTask", { task: number; ms: number; value: Value }>
  | Node<"useEagerTasks", { eager: boolean }>
  | Node<"cancel", { target: Target; message?: string | undefined }>
  | Node<"cancelling", { target: Target }>
  | Node<"uncancel", { target: Target }>
  | Node<"setName", { target: Target; name: string }>
  | Node<"getName", { target: Target }>
  | Node<"currentTask", object>
  | Node<"allTasks", object>
  // Futures
  | Node<"createFuture", { future: number }>
  | Node<"setResult", { target: Target; value: Value }>
  | Node<"setException", { target: Target; kind: ErrorKind; message: string }>
  | Node<"state", { target: Target }>
  | Node<"result", { target: Target }>
  | Node<"exception", { target: Target }>
  | Node<"addDoneCallback", { target: Target; callback: number; body: PlainBody }>
  | Node<"addSameCallback", { target: Target; callback: number }>
  | Node<"removeDoneCallback", { target: Target; callback: number }>
  // Futures of others: one more child, or the inner one, is the coroutine of the body
  | Node<"gather", GatherFields>
  | Node<"shield", { future: number; target: Target; body?: Body | undefined }>
  // Scopes that are open
  | Node<"createGroupTask", { group: number; task: number; body: Body }>
  | Node<"reschedule", { timeout: number; when: number | null }>
  | Node<"timeoutState", { timeout: number }>
  // Primitives
  | Node<"release", { of: Acquirable }>
  | Node<"locked", { of: Acquirable }>
  | Node<"setEvent", { event: number }>
  | Node<"clearEvent", { event: number }>
  | Node<"isSet", { event: number }>
  | Node<"notify", { condition: number; count: number | null }>
  | Node<"barrierState", { barrier: number }>
  | Node<"putNowait", { queue: number; value: Value }>
  | Node<"getNowait", { queue: number }>
  | Node<"taskDone", { queue: number }>
  | Node<"shutdownQueue", { queue: number; immediate: boolean }>
  | Node<"queueState", { queue: number }>
  // Handles
  | Node<"callSoon", { handle: number; body: PlainBody; context?: number | undefined }>
  | Node<"callSoonThreadsafe", { handle: number; body: PlainBody }>
  | Node<"callLater", { handle: number; ms: number; body: PlainBody }>
  | Node<"callAt", { handle: number; when: number; body: PlainBody }>
  | Node<"cancelHandle", { handle: number }>
  | Node<"burst", { ms: number; count: number; every: number }>
  // The loop
  | Node<"stop", object>
  | Node<"isRunning", object>
  | Node<"reenter", { how: "run" | "runForever" | "close" }>
  | Node<"breakHandler", { broken: boolean }>
  | Node<"callHandler", { message: string }>
  | Node<"raise", { kind: ErrorKind; message: string }>
  // Context variables
  | Node<"setVariable", { variable: number; value: number; token: number }>
  | Node<"getVariable", { variable: number }>
  | Node<"resetVariable", { token: number }>
  | Node<"copyContext", { context: number }>
  | Node<"runIn", { context: number; body: PlainBody }>;

export type Target = { readonly future: number } | { readonly task: number } | { readonly self: true };
/**
 * Primitives come into being when first named, and the slot says which: a semaphore of so many permits, a barrier of
 * one party more, a queue of that size (0: no limit; 3: a LIFO queue of 2; 4: a priority queue of 2). Condition 0 has a lock of its own, the
 * others share the lock of their slot.
 */
export type Acquirable =
  | { readonly lock: number }
  | { readonly semaphore: number }
  | { readonly bounded: number }
  | { readonly condition: number };
type ReturnWhen = "FIRST_COMPLETED" | "FIRST_EXCEPTION" | "ALL_COMPLETED";
export type Value = number | null;
export type ErrorKind = "AppError" | "OtherError" | "CancelledError" | "RuntimeError";

interface CreateTaskFields {
  readonly task: number;
  readonly body: Body;
  readonly name?: string | undefined;
  readonly context?: number | undefined;
  readonly eager?: boolean | undefined;
}

interface GatherFields {
  readonly future: number;
  readonly targets: readonly Target[];
  readonly returnExceptions: boolean;
  readonly body?: Body | undefined;
}

export interface ExceptClause {
  readonly catches: "error" | "cancel" | "all";
  readonly body: Body;
  readonly reraise: boolean;
}

/** `id` is given by `numbered`, in the order of reading; events of the trace quote it. */
type Node<Name extends string, Fields> = {
  readonly op: Name;
  readonly id?: number;
} & Readonly<Fields>;

export type AnyNode = Step | Op;
export type NodeNamed<Name extends AnyNode["op"]> = Extract<AnyNode, { op: Name }>;
