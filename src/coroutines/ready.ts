/*
 * What `await` compiles to: `ready(x) ? awaited() : yield awaited()`. A call that has ended is not worth leaving the
 * generator and entering it again, which takes as long as the call itself.
 */
import { Call } from "./call.js";

/** What is awaited; after that, its outcome. In a box, for the reason given in context.ts. */
const box: { value: unknown } = { value: undefined };

/** Whether `value` is a call that has ended: then {@link awaited} gives its result. Throws its error. */
export function ready(value: unknown): boolean {
  if (value instanceof Call && value.hasEnded()) {
    box.value = value.take();
    return true;
  }
  box.value = value;
  return false;
}

/** What {@link ready} was asked about, or its result. */
export function awaited(): unknown {
  const { value } = box;
  box.value = undefined;
  return value;
}
