import { isCoroutine } from "../coroutines/awaitable.js";
import { Future } from "../coroutines/future.js";
import { Scheduler } from "../kernel/scheduler.js";

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

function ownedByThread(value: unknown): string | undefined {
  if (value instanceof Scheduler) return "an event loop";
  if (value instanceof Future) return value.toString();
  return isCoroutine(value) ? "a coroutine" : undefined;
}
