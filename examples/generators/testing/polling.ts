/* What the suites of this folder test: code that waits for minutes and hours. */
import { type Coroutine, sleep } from "tsyncio";

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** Calls `poll` once a minute until it gives something. */
export function* pollEveryMinute<T>(poll: () => T | undefined): Coroutine<T> {
  for (;;) {
    yield* sleep(MINUTE);
    const result = poll();
    if (result !== undefined) return result;
  }
}

/** Calls `attempt` until it succeeds, at ever longer intervals. */
export function* retry<T>(attempt: () => T, attempts: number): Coroutine<T> {
  for (let pause = SECOND; ; pause *= 2) {
    try {
      return attempt();
    } catch (error) {
      if (--attempts === 0) throw error;
    }
    yield* sleep(pause);
  }
}
