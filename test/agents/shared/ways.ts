/* The ways in which a thread waits for what it shares: what holds of one must hold of each, and between them. */
import { type Awaitable, type Coroutine, run, runSync } from "tsyncio";

/** It blocks by itself, or in a loop, or is a guest of Node's loop. */
export type Way = "blocking" | "blocking loop" | "guest";

export const ways: readonly Way[] = ["blocking", "blocking loop", "guest"];

/** Waits in this way, for what can be waited for in both kinds of code. */
export function waitIn<T>(way: Way, block: () => T, wait: () => Awaitable<T>): T | Promise<T> {
  function* main(): Coroutine<T> {
    return yield* wait();
  }
  if (way === "blocking") return block();
  return way === "blocking loop" ? runSync(main) : run(main);
}

/** Resolves when so many threads wait for it. */
export async function whenWaiting(shared: object, threads: number): Promise<void> {
  while (!String(shared).includes(`waiters:${threads}`))
    await new Promise((resolve) => setImmediate(resolve));
}
