import type { Awaitable } from "tsyncio";
import { start } from "tsyncio/managed";

/** The body of an async function as the transform writes it: an await is a yield. */
export type Body<T> = Generator<unknown, T, never>;

/** An async function, by its generator function. */
export function managed<A extends unknown[], T>(
  body: (...args: A) => Body<T>,
): (...args: A) => Promise<T> & Awaitable<T> {
  return (...args) => start<T>(body(...args) as Generator<unknown, T, unknown>);
}
