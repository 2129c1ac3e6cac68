/*
 * How a coroutine waits. The innermost generator of a task delegates to a leaf (a future, a sleep), whose `next` notes
 * what the wait is for and returns one of two result objects. `yield*` passes that object out to the task unchanged, so
 * that the task tells it by identity. A coroutine that begins a wait and does anything else has lost it, which is
 * found at its next wait or at the end of its step.
 */
import { activeTask } from "../kernel/context.js";
import { RuntimeError } from "../kernel/errors.js";

/** What waits: a task, as far as it is known here. */
interface Chain {
  /** Its innermost generator, if known. */
  top: object | null;
}

/** What a task passes to a generator that it resumes, so that a stateless iterator knows first call from second. */
export const RESUME: unique symbol = Symbol("resume");

// Made by a generator, as most results are, so that V8 knows all of them by one shape.
const results = (function* () {
  yield "a bare yield" as never;
  yield "a wait" as never;
})() as Iterator<never, never>;

/** It gives way to others for an iteration. */
export const YIELD: IteratorResult<never, never> = results.next();
/** It waits for what {@link takeWaitedFor} tells. */
export const SUSPEND: IteratorResult<never, never> = results.next();

/** What a coroutine can wait for. */
export interface Waitable {
  toString(): string;
}

/** A call of a managed async function: see call.ts. */
interface Call {
  /** Goes on by itself. It waits for `what`, or has given way. */
  detach(what: Waitable | null): void;
}

/**
 * Where a step stands: no task runs, one runs that has not begun to wait, one has, or a coroutine is being closed, whose
 * `finally` blocks run and cannot wait. (A number costs little to store.)
 */
const OUTSIDE = 0;
const RUNNING = 1;
const WAITING = 2;
const CLOSING = 3;
type Phase = typeof OUTSIDE | typeof RUNNING | typeof WAITING | typeof CLOSING;

let phase: Phase = OUTSIDE;

/** A task begins a step. */
export function openStep(): void {
  phase = RUNNING;
}

/** Ends a step: whether a wait had begun in it. */
export function closeStep(): boolean {
  const waits = phase === WAITING;
  phase = OUTSIDE;
  return waits;
}

/** A step within another one, or a coroutine being closed, has ended: goes back to what was before. */
export function reopen(former: Phase): void {
  phase = former;
}

/** Where the step stands, for {@link reopen}. */
export function currentPhase(): Phase {
  return phase;
}

/** A coroutine is being closed. Returns what to {@link reopen}. */
export function openClosing(): Phase {
  const former = phase;
  phase = CLOSING;
  return former;
}

/** Whether a coroutine is being closed. */
export function isClosing(): boolean {
  return phase === CLOSING;
}

/** What is known of the wait that has begun. In a box, for the reason given in context.ts. */
interface Wait {
  /** What the coroutine waits for that is about to return {@link SUSPEND} to its task. */
  waitedFor: Waitable | null;
  /** The call whose wait it is, as long as its caller may still await it, and so wait itself. */
  call: Call | null;
  /** The innermost frame of that call, if it is another one. */
  top: object | null;
}

let box: Wait = { waitedFor: null, call: null, top: null };

/** Replaces the box of the wait that has begun by a new one. */
export function renewWaitBox(): void {
  const { waitedFor, call, top } = box;
  box = { waitedFor, call, top };
}

/** A leaf of a coroutine gives way: returns what its `next` must return. */
export function giveWay(): IteratorResult<never, never> {
  if (phase !== RUNNING) clearTheWay("sleep(0)");
  phase = WAITING;
  return YIELD;
}

/** A leaf of a coroutine waits for `future`: returns what its `next` must return. */
export function suspendOn(future: Waitable): IteratorResult<never, never> {
  if (phase !== RUNNING) clearTheWay(future);
  phase = WAITING;
  box.waitedFor = future;
  return SUSPEND;
}

/** The wait that has begun is that of `call`. */
export function noteBegun(call: Call): void {
  box.call = call;
}

/** The innermost frame of the call whose wait has begun is `top`, unless another one was noted. */
export function noteBegunTop(top: object): void {
  box.top ??= top;
}

/** The call whose wait has begun, if its caller may still await it. */
export function begun(): Call | null {
  return box.call;
}

/** Whether `value` is the call whose wait has begun, and that its caller may still await. */
export function isBegun(value: unknown): boolean {
  return value === box.call && value !== null;
}

/** Whoever awaits the call whose wait has begun waits for the same: returns what its `next` must return. */
export function adoptBegun(): IteratorResult<never, never> {
  box.call = null;
  return box.waitedFor === null ? YIELD : SUSPEND;
}

/** The innermost frame of the call whose wait has begun, if it is another one than that call. */
export function takeBegunTop(): object | null {
  const { top } = box;
  if (top !== null) box.top = null;
  return top;
}

/** The call whose wait has begun, if there is one, is not awaited by its caller: it goes on by itself. */
export function detachBegun(): void {
  const { call } = box;
  if (call === null) return;
  box.call = null;
  phase = RUNNING;
  call.detach(takeWaitedFor());
}

/** What the task waits for whose coroutine returned {@link SUSPEND}. */
export function takeWaitedFor(): Waitable | null {
  const what = box.waitedFor;
  box.waitedFor = null;
  return what;
}

/** Whether the coroutine that runs may begin to wait. */
export function canWait(): boolean {
  return phase === RUNNING;
}

/** Whether a wait has begun in this step. */
export function waitHasBegun(): boolean {
  return phase === WAITING;
}

/** What to wait for `what` needs: a task, and no other wait in the same step. */
function clearTheWay(what: Waitable): void {
  if (phase === WAITING) {
    if (box.call === null) throw lostWait(activeTask() as Chain);
    detachBegun();
    return;
  }
  throw new RuntimeError(
    `Cannot wait for ${what} here: no task is running. Only a coroutine that a loop runs can wait; give it to run() or createTask().`,
    "ERR_NOT_IN_TASK",
  );
}

/** The error of a coroutine that went on, or ended, though a part of it had begun to wait. */
export function lostWait(chain: Chain): RuntimeError {
  const what = takeWaitedFor() ?? "sleep(0)";
  if (phase === WAITING) phase = RUNNING;
  // Which generator is the innermost is not known any more; resumed from the outermost, they find one another.
  chain.top = null;
  return new RuntimeError(
    `The wait for ${what} was not passed on to the loop. Use yield* to call a coroutine, not for…of, spread or next().`,
    "ERR_WAIT_LOST",
  );
}
