import { CancelledError, ExceptionGroup, RuntimeError } from "tsyncio";
import type { ErrorKind } from "../ir.js";

class AppError extends Error {
  override name = "AppError";
}

class OtherError extends Error {
  override name = "OtherError";
}

const constructors = { AppError, OtherError, CancelledError, RuntimeError };

export function makeError(of: { kind: ErrorKind; message: string }): Error {
  return new constructors[of.kind](of.message);
}

export function describeError(error: unknown): string {
  if (error instanceof ExceptionGroup) return describeKind(error);
  return error instanceof Error ? `${pythonName(error)}(${error.message})` : `thrown ${String(error)}`;
}

/** Of an error inside another thing only which one it is, and of a group those in it, in order. */
export function describeKind(error: Error): string {
  return error instanceof ExceptionGroup
    ? `${error.name}[${error.errors.map(describeKind).join(",")}]`
    : pythonName(error);
}

export function pythonName(error: Error): string {
  return error instanceof RangeError ? "ValueError" : error.name;
}
