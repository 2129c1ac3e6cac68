import * as timersPromises from "node:timers/promises";
import { promisify } from "node:util";
import type { FakeClock } from "./fake-clock.js";

const LONGEST_OF_SIGNAL = 2 ** 32 - 1;

/** Lets what tells the time or waits for it, and is no timer, go by a clock that shows `now`. */
export function replaceOtherGlobals(clock: FakeClock, now: number): void {
  const { performance } = clock;
  replace(globalThis.performance, "now", () => performance.now());
  replace(globalThis.performance, "timeOrigin", now);
  const realTimeout = AbortSignal.timeout.bind(AbortSignal);
  replace(AbortSignal, "timeout", (delay: number) => {
    // It throws.
    if (!Number.isInteger(delay) || delay < 0 || delay > LONGEST_OF_SIGNAL) return realTimeout(delay);
    const controller = new AbortController();
    const abort = () =>
      controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
    clock.setTimeout(abort, delay).unref();
    return controller.signal;
  });
  // fake-timers' own would set a timer past the clock's methods.
  replace(globalThis.setTimeout, promisify.custom, (delay: number, value: unknown) =>
    timersPromises.setTimeout(delay, value),
  );
  replace(timersPromises.scheduler, "wait", (delay: number, options?: { signal?: AbortSignal }) =>
    timersPromises.setTimeout(delay, undefined, options),
  );
}

function replace(target: object, key: string | symbol, value: unknown): void {
  Object.defineProperty(target, key, { configurable: true, writable: true, value });
}
