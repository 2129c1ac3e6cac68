import type { Result } from "./frame.js";
import { wrapFuture } from "./host-promise.js";

/** What a call waits at: the iterator of something that can be awaited. */
export type Leaf = Iterator<unknown, unknown, unknown>;

/** The iterator of what is awaited; of a host promise, that of a future which follows it. */
export function leafOf(awaited: PromiseLike<unknown> & Partial<Iterable<unknown>>): Leaf {
  const iterate = awaited[Symbol.iterator];
  return typeof iterate === "function" ? iterate.call(awaited) : wrapFuture(awaited)[Symbol.iterator]();
}

/** Throws `error` in where a call waits. */
export function raiseIn(leaf: Leaf, error: unknown): Result {
  if (leaf.throw === undefined) throw error;
  return leaf.throw(error);
}
