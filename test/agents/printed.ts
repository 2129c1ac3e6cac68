import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { exported, type Target, type TargetFunction } from "tsyncio";

/** Of the module whose functions print. */
export const url = new URL("./fixtures/output.js", import.meta.url).href;

/** The target of a function that prints. */
export function output<F extends TargetFunction>(fn: F): Target<F> {
  return exported(url, fn);
}

/** All that is printed into a stream. */
export function read(stream: Readable | null): Promise<string> {
  return text(stream as Readable);
}
