/** What happened, for a loop's exception handler. What a future is, is not known here: see loop/exception-context. */
export interface Report {
  /** What happened, in a sentence. */
  readonly message: string;
  /** What was thrown, if something was. */
  readonly exception?: unknown;
  /** The future it happened to. */
  readonly future?: unknown;
  /** The task it happened to. */
  readonly task?: unknown;
  /** The handle whose call threw. */
  readonly handle?: unknown;
  /** The async generator that could not be closed, or the cursor that goes through it. */
  readonly asyncgen?: unknown;
  /** What it happened to, in words, if that does not exist any more. */
  readonly description?: string;
}

/** Who is told of errors that nobody caught. (A method's type, so that a subclass of a loop is still a loop.) */
export type ExceptionHandler<Loop> = { handle(loop: Loop, context: Report): void }["handle"];

/** Writes a report to the console, as asyncio's default handler writes it to its log. */
export function printReport(context: Report): void {
  const lines = [context.message || "Unhandled exception in event loop"];
  for (const key of ["task", "future", "handle", "description"] as const) {
    if (context[key] !== undefined) lines.push(`${key}: ${context[key]}`);
  }
  if ("exception" in context) console.error(lines.join("\n"), "\n", context.exception);
  else console.error(lines.join("\n"));
}
