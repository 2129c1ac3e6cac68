/*
 * Where calls are made, for the stacks of the errors that they end with. To capture a stack takes 2 to 20 µs, longer than a
 * short call that is one of many. So a stack is captured for a number of calls in a row, and then for one now and then: for
 * all calls of a program that makes a few, and at most for 200 a second, which takes less than 1 % of that. In a loop's debug mode all
 * have one. Without one, who blocks for the result shows where that is.
 */
import { findRunningLoop } from "../../kernel/running.js";

/** The most captures in a row. */
const MOST = 32;
/** How long it takes until one more may follow, in milliseconds. */
const INTERVAL = 5;

/** Where a call was made. */
export interface CallSite {
  readonly stack?: string;
}

let left = MOST;
let looked = 0;

/**
 * Where a call is made, if that is to be known.
 * @param now the time, in milliseconds
 */
export function captureCaller(now: number): CallSite | null {
  left = Math.min(MOST, left + (now - looked) / INTERVAL);
  looked = now;
  if (left >= 1) left--;
  else if (findRunningLoop()?.getDebug() !== true) return null;
  return callSite();
}

/** Where this is. */
export function callSite(): CallSite {
  const site = {};
  // Not every browser has it.
  Error.captureStackTrace?.(site, callSite);
  return site;
}
