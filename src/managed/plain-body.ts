/*
 * Async functions that await nothing. Their bodies are plain functions, which take less than half the time of generators:
 *
 *     const before = enter();
 *     if (before === null) return later(body, this, args);
 *     try { return returned(before, body(…)); } catch (error) { return threw(before, error); }
 */
import { isThenable } from "../coroutines/awaitable.js";
import { type Changes, changesNoted, noteChanges } from "../coroutines/birthplace.js";
import { Call, startCall } from "../coroutines/call.js";
import { type AnyGenerator, activeChain, type Chain, makeWay, RESULT } from "../coroutines/frame.js";
import { NOTHING } from "../coroutines/nothing.js";
import { detachBegun, waitHasBegun } from "../coroutines/suspension.js";

export type PlainBody = (...args: never[]) => unknown;

/** A body is about to run. Returns what the other functions are given, or `null` where no task runs: it runs later. */
export function enter(): Changes | null {
  const chain = activeChain();
  if (chain === null) return null;
  if (waitHasBegun()) makeWay(chain);
  return noteChanges();
}

/** A call of an async function whose body is plain. */
export function callPlain<T>(body: PlainBody, thisArg: unknown, args: ArrayLike<unknown>): Call<T> {
  const before = enter();
  if (before === null) return later(body, thisArg, args);
  try {
    return returned(before, Reflect.apply(body, thisArg, args as never[]));
  } catch (error) {
    return threw(before, error);
  }
}

/** The call whose body has returned `value`, which is awaited if it is a promise. */
export function returned<T>(before: Changes, value: unknown): Call<T> {
  const call = new Call<T>(NOTHING);
  if (isThenable(value)) {
    call.begin(activeChain() as Chain, before, RESULT, value);
  } else {
    if (waitHasBegun()) detachBegun();
    changesNoted(before);
    call.settle(false, value);
  }
  return call;
}

/** The call whose body has thrown `error`. */
export function threw<T>(before: Changes, error: unknown): Call<T> {
  if (waitHasBegun()) detachBegun();
  changesNoted(before);
  return Call.failed<T>(NOTHING, error);
}

/** A call where no task runs: see {@link startCall}. */
export function later<T>(body: PlainBody, thisArg: unknown, args: ArrayLike<unknown>): Call<T> {
  return startCall<T>(run(body, thisArg, args));
}

function* run(body: PlainBody, thisArg: unknown, args: ArrayLike<unknown>): AnyGenerator {
  return Reflect.apply(body, thisArg, args as never[]);
}
