// What it holds can be replaced, what a namespace holds can't.
import timersPromises from "node:timers/promises";
import { promisify } from "node:util";
import type { FakeClock } from "./fake-clock.js";

const LONGEST_OF_SIGNAL = 2 ** 32 - 1;

const { setTimeout: realWait } = timersPromises;

interface WaitOptions {
  readonly signal?: AbortSignal;
}

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
  const wait = timersPromises.setTimeout;
  replace(timersPromises, "setTimeout", (delay: number, value: unknown, options?: WaitOptions) =>
    wait(delay, value, options).catch(asNode(options)),
  );
  const ticks = timersPromises.setInterval;
  replace(
    timersPromises,
    "setInterval",
    async function* (delay: number, value: unknown, options?: WaitOptions) {
      try {
        yield* ticks(delay, value, options);
      } catch (reason) {
        await asNode(options)(reason);
      }
    },
  );
  replace(timersPromises.scheduler, "wait", (delay: number, options?: WaitOptions) =>
    timersPromises.setTimeout(delay, undefined, options),
  );
}

/** Gives an abort Node's error: fake-timers throws the signal's reason, Node an AbortError of which that is the cause. */
function asNode({ signal }: WaitOptions = {}): (reason: unknown) => Promise<unknown> {
  return async (reason) => {
    if (signal?.aborted === true && reason === signal.reason) return realWait(0, undefined, { signal });
    throw reason;
  };
}

function replace(target: object, key: string | symbol, value: unknown): void {
  Object.defineProperty(target, key, { configurable: true, writable: true, value });
}
