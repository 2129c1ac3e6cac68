import type { Scheduler } from "../kernel/scheduler.js";
import type { Future } from "./future.js";

/** The method by which what is no future of a loop gives one that follows it. */
export const TO_FUTURE: unique symbol = Symbol("tsyncio.toFuture");

/** Something that is completed outside of any loop, and that a loop can follow all the same, be it one that blocks. */
export interface Wrappable<T> {
  /** @internal */ [TO_FUTURE](loop: Scheduler): Future<T>;
}

/** Whether `value` can be followed by a loop. */
export function isWrappable<T>(value: unknown): value is Wrappable<T> {
  return typeof value === "object" && value !== null && TO_FUTURE in value;
}
