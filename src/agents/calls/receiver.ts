import type { Batch } from "../transport/channel.js";
import type { IncomingCall } from "./incoming-call.js";

/** Decides when and where calls that the other side makes are run. It must not throw. */
export interface Receiver {
  /** A call came. */
  accept(call: IncomingCall): void;
  /** A call that has not begun was cancelled. */
  withdraw(call: IncomingCall): void;
  /** The other side, whose thread is blocked until this call is done, waits for it. */
  urge(call: IncomingCall): void;
  /** A batch was taken in. */
  afterBatch?(): void;
  /** Another message of messages.ts, which begins at `at`. */
  readonly take?: ((kind: number, batch: Batch, at: number) => void) | undefined;
}
