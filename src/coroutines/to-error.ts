import { RuntimeError } from "../kernel/errors.js";
import { summarize } from "./summarize.js";

/** What was thrown, as an Error: anything can be thrown, and some things hold only errors. */
export function toError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  return new RuntimeError(`A value that is no Error was thrown: ${summarize(thrown)}`, "ERR_NOT_AN_ERROR", {
    cause: thrown,
  });
}
