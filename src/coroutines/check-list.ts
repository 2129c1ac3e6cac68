import { isCoroutine, isThenable } from "./awaitable.js";

/**
 * Refuses what is no list, above all an awaitable alone, or several as arguments, which asyncio takes: to iterate over one would
 * begin its wait. A generator may be either; what is wrong with that, its wait will tell.
 */
export function checkList(what: string, list: unknown, options?: unknown): void {
  const isList = typeof (list as Partial<Iterable<unknown>> | null)?.[Symbol.iterator] === "function";
  if (isList && !isThenable(list) && !isThenable(options) && !isCoroutine(options)) return;
  throw new TypeError(`Cannot call ${what}: a list is expected, as in ${what}([a, b])`);
}
