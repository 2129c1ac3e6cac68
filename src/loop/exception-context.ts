import type { Future } from "../coroutines/future.js";
import type { Task } from "../coroutines/task.js";
import type { Report } from "../kernel/exception-report.js";
import type { Handle } from "../kernel/handle.js";

/** What a loop's exception handler is told. Python: the `context` dict of `call_exception_handler`. */
export interface ExceptionContext extends Report {
  /** The future it happened to. */
  readonly future?: Future<unknown>;
  /** The task it happened to. */
  readonly task?: Task<unknown>;
  /** The handle whose call threw. */
  readonly handle?: Handle;
}

/** Who is told of errors that nobody caught. */
export type ExceptionHandler<Loop> = { handle(loop: Loop, context: ExceptionContext): void }["handle"];
