import { isCoroutine } from "../coroutines/awaitable.js";
import type { Future } from "../coroutines/future.js";
import type { Scheduler } from "../kernel/scheduler.js";

/** Refuses what belongs to this thread, with a better word than structured cloning has. */
export function checkArguments(args: readonly unknown[], receiver: string | { toString(): string }): void {
  for (let index = 0; index < args.length; index++) {
    const arg = args[index];
    const what = typeof arg === "object" && arg !== null ? ownedByThread(arg) : undefined;
    if (what === undefined) continue;
    throw new TypeError(
      `Cannot send args[${index}] to ${receiver}: ${what} belongs to the thread that made it. Send the data it needs, and ` +
        "let the other side make its own.",
    );
  }
}

/** Told by what it can do: a program that has loops or futures has loaded them, and others need not. */
function ownedByThread(value: Partial<Future<unknown> & Scheduler>): string | undefined {
  if (typeof value.callSoon === "function") return "an event loop";
  if (typeof value.getLoop === "function") return value.toString?.();
  return isCoroutine(value) ? "a coroutine" : undefined;
}
