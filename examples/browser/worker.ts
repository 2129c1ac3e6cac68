/* Where the thread begins. It names what the page may call, and makes, sets, runs and closes a loop of its own. */
import {
  type Coroutine,
  Event,
  newEventLoop,
  parentLoop,
  serveTargets,
  setEventLoop,
  targetsOf,
} from "tsyncio/browser";
import { findPrimes } from "../find-primes.js";

/** What the page serves. */
export type PageTargets = { readonly showProgress: (percent: number) => void };

const { showProgress } = targetsOf<PageTargets>();

/** Runs a loop until the thread is terminated. It is a guest of the worker, so that calls reach it. */
function runLoop(): Promise<boolean> {
  const loop = newEventLoop();
  setEventLoop(loop);
  return loop.run(new Event().wait()).finally(() => {
    setEventLoop(null);
    loop.close();
  });
}

/** Runs in that loop, once for each click. */
function countPrimes(limit: number): Coroutine<number> {
  return findPrimes(limit, (percent) => parentLoop().callSoonThreadsafe(showProgress, percent));
}

export const targets = serveTargets({ runLoop, countPrimes });
