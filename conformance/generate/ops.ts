import fc, { type Arbitrary } from "fast-check";
import type { Body, ExceptClause, Op, PlainBody, PlainOp, WaitingOp } from "../ir.js";
import {
  anyTarget,
  awaitTarget,
  callbackTarget,
  cancelTarget,
  choice,
  errorKind,
  futureTarget,
  maybe,
  maybeMessage,
  message,
  node,
  pairSlot,
  sleepTime,
  slot,
  taskSlot,
  taskTarget,
  time,
  value,
  type Weighted,
  weighted,
} from "./nodes.js";

/** The deepest bodies have no operation that holds a body. */
export const MAX_DEPTH = 3;

/** How many operations a body has, by how deep the tree below it may still get. */
const BODY_LENGTH = [3, 5, 5, 8];

/** What programs of one kind are made of, besides the kernel's own operations. */
export interface Extras {
  readonly plain: (grammar: Grammar, depth: number) => Weighted<PlainOp>[];
  readonly waiting: (grammar: Grammar, depth: number) => Weighted<Op>[];
  /** What wakes those who wait. */
  readonly meddling: Weighted<PlainOp>[];
}

/** Operations and bodies, by how deep the tree may get. */
export class Grammar {
  readonly #extras: Extras;
  readonly #plainBodies: Arbitrary<PlainBody>[] = [];
  readonly #bodies: Arbitrary<Body>[] = [];

  constructor(extras: Extras) {
    this.#extras = extras;
    for (let depth = 0; depth <= MAX_DEPTH; depth++) {
      const plain = choice(this.plainOps(depth));
      this.#plainBodies.push(fc.array(plain, { maxLength: 3, size: "max" }));
      const op = choice<Op>([
        ...this.plainOps(depth),
        ...waitingOps(this, depth),
        ...extras.waiting(this, depth),
      ]);
      this.#bodies.push(
        fc.array(op, { minLength: depth > 1 ? 1 : 0, maxLength: BODY_LENGTH[depth] ?? 0, size: "max" }),
      );
    }
  }

  /** A body of a coroutine, at most `depth` bodies deep. */
  body(depth: number): Arbitrary<Body> {
    return this.#bodies[depth] ?? fc.constant([]);
  }

  /** A body of a callback, at most `depth` bodies deep. */
  plainBody(depth: number): Arbitrary<PlainBody> {
    return this.#plainBodies[depth] ?? fc.constant([]);
  }

  /** A task with a body at most `depth` bodies deep, in any slot or a given one. */
  createTask(depth: number, task: Arbitrary<number> = taskSlot): Arbitrary<PlainOp> {
    const fields = { task, body: this.body(depth), name: maybe(message) };
    const none = fc.constant(undefined);
    return choice([
      weighted(6, node("createTask", { ...fields, context: maybeContext(), eager: none })),
      weighted(1, node("createTask", { ...fields, context: none, eager: fc.constant(true) })),
    ]);
  }

  /** Plain operations at one level: those that hold bodies take them from the level below, so they come last. */
  plainOps(depth: number): Weighted<PlainOp>[] {
    const held = depth === 0 ? [] : holders(this, depth - 1);
    return [...leaves(), ...this.#extras.plain(this, depth), ...held];
  }

  meddling(): Arbitrary<PlainOp> {
    return choice<PlainOp>([...meddling(), ...this.#extras.meddling]);
  }
}

/** What wakes those who wait. */
function meddling(): Weighted<PlainOp>[] {
  return [
    weighted(3, node("setResult", { target: futureTarget, value })),
    weighted(1, node("setException", { target: futureTarget, kind: errorKind, message })),
    weighted(2, node("cancel", { target: cancelTarget, message: maybeMessage })),
  ];
}

function leaves(): Weighted<PlainOp>[] {
  return [
    weighted(1, fc.oneof({ weight: 9, arbitrary: node("isRunning", {}) }, { weight: 1, arbitrary: burst() })),
    weighted(10, node("cancel", { target: cancelTarget, message: maybeMessage })),
    weighted(6, node("setResult", { target: futureTarget, value })),
    weighted(3, node("setException", { target: futureTarget, kind: errorKind, message })),
    weighted(2, node("createSleepTask", { task: taskSlot, ms: sleepTime, value })),
    weighted(1, node("useEagerTasks", { eager: fc.boolean() })),
    weighted(1, node("createFuture", { future: slot })),
    weighted(2, node("state", { target: anyTarget })),
    weighted(1, node("result", { target: anyTarget })),
    weighted(1, node("exception", { target: anyTarget })),
    weighted(1, node("cancelling", { target: taskTarget })),
    weighted(2, node("uncancel", { target: taskTarget })),
    weighted(1, node("setName", { target: taskTarget, name: message })),
    weighted(1, node("getName", { target: taskTarget })),
    weighted(1, node("currentTask", {})),
    weighted(1, node("allTasks", {})),
    weighted(1, node("removeDoneCallback", { target: callbackTarget, callback: pairSlot })),
    weighted(2, node("cancelHandle", { handle: slot })),
    weighted(1, node("stop", {})),
    weighted(1, node("reenter", { how: fc.constantFrom("run", "runForever", "close") })),
    weighted(1, node("callHandler", { message })),
    weighted(1, node("breakHandler", { broken: fc.boolean() })),
    weighted(1, node("raise", { kind: errorKind, message })),
    weighted(2, node("setVariable", { variable: pairSlot, value: fc.nat(9), token: pairSlot })),
    weighted(2, node("getVariable", { variable: pairSlot })),
    weighted(1, node("resetVariable", { token: pairSlot })),
    weighted(2, node("copyContext", { context: pairSlot })),
  ];
}

function holders(grammar: Grammar, inner: number): Weighted<PlainOp>[] {
  const callback = grammar.plainBody(inner);
  return [
    weighted(14, grammar.createTask(inner)),
    weighted(4, node("addDoneCallback", { target: callbackTarget, callback: pairSlot, body: callback })),
    weighted(4, node("callSoon", { handle: slot, body: callback, context: maybeContext() })),
    weighted(1, node("callSoonThreadsafe", { handle: slot, body: callback })),
    weighted(4, node("callLater", { handle: slot, ms: time, body: callback })),
    weighted(1, node("callAt", { handle: slot, when: fc.nat(5), body: callback })),
    weighted(2, node("runIn", { context: pairSlot, body: callback })),
  ];
}

/** `addSameCallback` stands here, or a callback that adds itself to a done future would go on for ever. */
function waitingOps(grammar: Grammar, depth: number): Weighted<Op>[] {
  const ops: Weighted<Op>[] = [
    weighted(14, node("sleep", { ms: sleepTime, value })),
    weighted(14, node("await", { target: awaitTarget })),
    weighted(1, node("return", { value })),
    weighted(2, node("addSameCallback", { target: callbackTarget, callback: pairSlot })),
    weighted(14, guarded()),
  ];
  if (depth === 0) return ops;
  const inner = grammar.body(depth - 1);
  const nesting: Weighted<WaitingOp>[] = [
    weighted(4, node("call", { depth: fc.oneof(fc.constant(0), fc.nat(9)), body: inner })),
    weighted(1, node("repeat", { times: fc.integer({ min: 2, max: 3 }), body: inner })),
    weighted(12, node("try", { body: inner, except: maybe(exceptClause(inner)), finally: maybe(inner) })),
  ];
  return [...ops, ...nesting];
}

/** Enough timers and handles to make queues grow and heaps purge themselves. */
function burst(): Arbitrary<PlainOp> {
  return node("burst", { ms: time, count: fc.constantFrom(40, 150), every: fc.constantFrom(7, 2, 30) });
}

/** A wait that survives its error, so that the coroutine goes on to its later operations. */
function guarded(): Arbitrary<WaitingOp> {
  const wait = choice<WaitingOp>([
    weighted(1, node("sleep", { ms: sleepTime, value })),
    weighted(2, node("await", { target: awaitTarget })),
  ]);
  return node("try", {
    body: wait.map((op) => [op]),
    except: fc.record({
      catches: fc.constantFrom("all", "cancel"),
      body: fc.constant([]),
      reraise: fc.constant(false),
    }),
    finally: fc.constant(undefined),
  });
}

function exceptClause(inner: Arbitrary<Body>): Arbitrary<ExceptClause> {
  return fc.record({
    catches: fc.constantFrom("cancel", "error", "all"),
    body: inner,
    reraise: fc.boolean(),
  });
}

function maybeContext(): Arbitrary<number | undefined> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: pairSlot });
}
