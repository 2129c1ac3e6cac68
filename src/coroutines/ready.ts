/*
 * What `await` compiles to: `ready(x) ? awaited(x) : yield x`. A call that has ended is not worth leaving the generator and
 * entering it again, which takes as long as the call itself.
 */
import { Call } from "./call.js";
import { YIELD_ONCE } from "./sleep.js";
import { isBegun } from "./suspension.js";

/** Whether `value` is a call that has ended. The commonest waits are told by a comparison. */
export function ready(value: unknown): boolean {
  return value !== YIELD_ONCE && !isBegun(value) && value instanceof Call && value.hasEnded();
}

/** The result of a call that has ended. Throws its error. */
export function awaited(call: Call<unknown>): unknown {
  return call.take();
}
