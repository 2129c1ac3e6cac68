import { RuntimeError } from "../kernel/errors.js";
import type { AnyGenerator } from "./frame.js";
import { openClosing, reopen } from "./suspension.js";

/**
 * Ends a coroutine where it waits: its `finally` blocks run, and cannot wait.
 * @throws what they throw; RuntimeError (`ERR_IGNORED_EXIT`) if they wait
 */
export function closeCoroutine(coroutine: AnyGenerator): void {
  const phase = openClosing();
  try {
    if (coroutine.return(undefined).done !== true) throw ignoredExit(undefined);
  } catch (error) {
    throw isWaitOutside(error) ? ignoredExit(error) : error;
  } finally {
    reopen(phase);
  }
}

function ignoredExit(cause: unknown): RuntimeError {
  return new RuntimeError(
    "The coroutine ignored the end of its loop: it waited in a finally block. Await it before the loop closes.",
    "ERR_IGNORED_EXIT",
    { cause },
  );
}

/** Whether a wait was refused since no task runs. */
function isWaitOutside(error: unknown): boolean {
  const code = (error as Partial<RuntimeError> | null | undefined)?.code;
  return code === "ERR_NOT_IN_TASK" || code === "ERR_NO_RUNNING_LOOP";
}
