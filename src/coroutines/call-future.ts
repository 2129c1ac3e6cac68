import { CancelledError } from "../kernel/errors.js";
import { Future } from "./future.js";

/** The end of a call of an async function, for those who cannot be a part of its chain. */
export class CallFuture<T> extends Future<T> {
  static {
    // To whoever reads a report it is the call.
    Object.defineProperty(CallFuture, "name", { value: "Call" });
  }

  settle(threw: boolean, outcome: unknown): void {
    if (this.done()) return;
    if (!threw) this.resolve(outcome);
    else if (outcome instanceof CancelledError) this.cancel(outcome.message);
    else this.reject(outcome);
  }
}
