import type { ExceptionContext } from "tsyncio";

/** What `fn` throws, or `undefined`. */
export function thrownBy(fn: () => unknown): unknown {
  try {
    fn();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** The error of a report, with its code if it has one. */
export function errorOf(report: ExceptionContext | undefined): Error & { readonly code?: string } {
  if (!(report?.exception instanceof Error))
    throw new TypeError("Cannot take the error of a report: it has none");
  return report.exception;
}
