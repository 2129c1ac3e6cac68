import { fileURLToPath } from "node:url";
import type { StackEntry } from "../coroutines/stack.js";

/** Where something was made: a stack that was taken then, and is read only if a report needs it. */
export interface Origin {
  readonly stack?: string;
}

/** Enough to get from the innermost call through the library to the program's own. */
const DEPTH = 12;
/** How many calls a report shows of an error. */
const SHOWN = 5;

/** The library itself, and its sources, which is what a stack shows where source maps are used. */
const LIBRARY = ["../", "../../src/"]
  .map((folder) => new URL(folder, import.meta.url))
  .flatMap((url) => [url.href, fileURLToPath(url)]);
const HIDDEN = [...LIBRARY, "node:", "(<anonymous>)"];

/** Takes the present stack, from whoever called `below` on. It costs some microseconds. */
export function captureOrigin(below: (...args: never[]) => unknown = captureOrigin): Origin {
  const origin: Origin = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = DEPTH;
  Error.captureStackTrace(origin, below);
  Error.stackTraceLimit = limit;
  return origin;
}

/** The innermost call in a stack that is the program's, such as `poll (/app/poll.js:3:7)`; `null` if there is none. */
export function describeOrigin({ stack }: Origin): string | null {
  const [line] = linesOfProgram(stack ?? "");
  return line === undefined
    ? null
    : line
        .trim()
        .replace(/^at (?:async )?/, "")
        .replace(/^\S*<anonymous> \((.+)\)$/, "$1")
        .replace("file://", "");
}

/** A function that waits, and where, in the same form. */
export function describeEntry({ functionName, url, line, column }: StackEntry): string {
  const place = `${url.replace("file://", "")}:${line}:${column}`;
  return functionName === "" ? place : `${functionName} (${place})`;
}

/** Whether the innermost call in a stack, besides those of Node, is the library's. */
export function isOfLibrary({ stack }: Origin): boolean {
  const line = linesOf(stack ?? "").find((line) => !line.includes("node:"));
  return line !== undefined && LIBRARY.some((part) => line.includes(part));
}

/** An error with the part of its stack that is the program's. */
export function describeError(error: Error): string {
  const lines = linesOfProgram(error.stack ?? "").slice(0, SHOWN);
  return [`${error.name}: ${error.message}`, ...lines].join("\n");
}

function linesOfProgram(stack: string): string[] {
  return linesOf(stack).filter((line) => !HIDDEN.some((part) => line.includes(part)));
}

function linesOf(stack: string): string[] {
  return stack.split("\n").filter((line) => /^\s+at /.test(line));
}
