import type { Chain } from "./frame.js";

/** A function of a suspended coroutine, and where it waits: the source's, if its source map is known. */
export interface StackEntry {
  readonly functionName: string;
  readonly url: string;
  /** Counted from 1, as in the stack of an error. */
  readonly line: number;
  readonly column: number;
}

let capture: (chain: Chain) => StackEntry[] = () => [];

/** Lets `fn` find out where a task is suspended. */
export function captureStacksBy(fn: typeof capture): void {
  capture = fn;
}

/** Where a task is suspended, the function that waits first. */
export function stackOf(task: Chain): StackEntry[] {
  return capture(task);
}
