/*
 * What `await` compiles to: `ready(x) ? awaited() : yield awaited()`. A call that has ended is not worth leaving the
 * generator and entering it again, which takes as long as the call itself.
 */
import { Call } from "./call.js";
import { keepAwaited, takeAwaited, yieldOnce } from "./suspension.js";

/**
 * Whether `value` is a call that has ended: then {@link awaited} gives its result. Throws its error. The commonest wait is told by a
 * comparison.
 */
export function ready(value: unknown): boolean {
  const isReady = value !== yieldOnce && value instanceof Call && value.hasEnded();
  keepAwaited(isReady ? value.take() : value);
  return isReady;
}

/** What {@link ready} was asked about, or its result. */
export { takeAwaited as awaited };
