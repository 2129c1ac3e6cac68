import type { EventLoop, ExceptionContext } from "tsyncio";

/** Takes down what the loop reports, in place of printing it. */
export function collectReports(loop: EventLoop): ExceptionContext[] {
  const reports: ExceptionContext[] = [];
  loop.setExceptionHandler((_loop, context) => reports.push(context));
  return reports;
}
