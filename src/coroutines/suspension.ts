/*
 * How a coroutine waits. The innermost generator of a task delegates to a leaf (a future, a sleep), whose `next` notes
 * what the wait is for and returns one of two result objects. `yield*` passes that object out to the task unchanged, so
 * that the task tells it by identity. A coroutine that begins a wait and does anything else has lost it, which is
 * found at its next wait or at the end of its step.
 */
import { currentScope } from "../kernel/context.js";
import { RuntimeError } from "../kernel/errors.js";

/** What waits: a task, as far as it is known here. */
interface Chain {
  /** Its innermost generator, if known. */
  top: object | null;
}

/** What a task passes to a generator that it resumes, so that a stateless iterator knows first call from second. */
export const RESUME: unique symbol = Symbol("resume");

/** It gives way to others for an iteration. */
export const YIELD: IteratorResult<never, never> = { done: false, value: "a bare yield" as never };
/** It waits for what {@link takeWaitedFor} tells. */
export const SUSPEND: IteratorResult<never, never> = { done: false, value: "a wait" as never };

/** What a coroutine can wait for. */
export interface Waitable {
  toString(): string;
}

/** How many waits have begun in this step: a number, which costs less to store than an object. */
let waitsBegun = 0;

/** What the coroutine waits for that is about to return {@link SUSPEND} to its task. */
let waitedFor: Waitable | null = null;

/** A leaf of a coroutine gives way: returns what its `next` must return. */
export function giveWay(): IteratorResult<never, never> {
  if (currentScope().task === null || waitsBegun > 0) throw cannotWait("sleep(0)");
  waitsBegun = 1;
  return YIELD;
}

/** A leaf of a coroutine waits for `future`: returns what its `next` must return. */
export function suspendOn(future: Waitable): IteratorResult<never, never> {
  if (currentScope().task === null || waitsBegun > 0) throw cannotWait(future);
  waitsBegun = 1;
  waitedFor = future;
  return SUSPEND;
}

/** What the task waits for whose coroutine returned {@link SUSPEND}. */
export function takeWaitedFor(): Waitable | null {
  const what = waitedFor;
  waitedFor = null;
  return what;
}

/** Whether a wait has begun in this step. */
export function waitHasBegun(): boolean {
  return waitsBegun > 0;
}

/** Ends a step: whether a wait had begun in it. */
export function takeWait(): boolean {
  const begun = waitsBegun;
  waitsBegun = 0;
  return begun > 0;
}

function cannotWait(what: Waitable): RuntimeError {
  const chain = currentScope().task as Chain | null;
  if (chain !== null) return lostWait(chain);
  return new RuntimeError(
    `Cannot wait for ${what} here: no task is running. Only a coroutine that a loop runs can wait; give it to run() or createTask().`,
    "ERR_NOT_IN_TASK",
  );
}

/** The error of a coroutine that went on, or ended, though a part of it had begun to wait. */
export function lostWait(chain: Chain): RuntimeError {
  const what = takeWaitedFor() ?? "sleep(0)";
  waitsBegun = 0;
  // Which generator is the innermost is not known any more; resumed from the outermost, they find one another.
  chain.top = null;
  return new RuntimeError(
    `The wait for ${what} was not passed on to the loop. Use yield* to call a coroutine, not for…of, spread or next().`,
    "ERR_WAIT_LOST",
  );
}
