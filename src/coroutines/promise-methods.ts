/* The bodies of what promises have as methods: `then` and `catch`, `finally`. */
import type { AnyGenerator } from "./frame.js";

type Handler = ((value: never) => unknown) | null | undefined;

/** `call.then(onFulfilled, onRejected)`. */
export function* handle(call: PromiseLike<unknown>, onFulfilled: Handler, onRejected: Handler): AnyGenerator {
  let value: unknown;
  try {
    value = yield call;
  } catch (error) {
    if (typeof onRejected !== "function") throw error;
    return (onRejected as (reason: unknown) => unknown)(error);
  }
  return typeof onFulfilled === "function" ? (onFulfilled as (value: unknown) => unknown)(value) : value;
}

/** `call.finally(onFinally)`. */
export function* finish(
  call: PromiseLike<unknown>,
  onFinally: (() => unknown) | null | undefined,
): AnyGenerator {
  try {
    return yield call;
  } finally {
    if (typeof onFinally === "function") yield onFinally();
  }
}
