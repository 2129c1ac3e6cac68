import { isAwaitable, isCoroutine } from "../coroutines/awaitable.js";
import type { Future } from "../coroutines/future.js";
import type { Scheduler } from "../kernel/scheduler.js";

/** Refuses what belongs to this thread, with a better word than structured cloning has. */
export function checkArguments(args: readonly unknown[], receiver: string | { toString(): string }): void {
  if (!Array.isArray(args)) {
    throw new TypeError(
      `Cannot send ${String(args)} to ${receiver}: a list of arguments is expected, be it an empty one`,
    );
  }
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
function ownedByThread(
  value: Partial<Future<unknown> & Scheduler> & { readonly throwIfAborted?: unknown },
): string | undefined {
  if (typeof value.callSoon === "function") return "an event loop";
  if (typeof value.getLoop === "function") return value.toString?.();
  // It would arrive as an object that never aborts. A module's view passes it on: see modules/signals.ts.
  if (typeof value.throwIfAborted === "function") return "an AbortSignal";
  if (isCoroutine(value)) return "a coroutine";
  if (!isAwaitable(value)) return undefined;
  const text = String(value);
  return text.startsWith("<") ? text : "something that is awaited";
}
