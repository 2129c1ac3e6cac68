import type { Transferable } from "node:worker_threads";
import type { CarriedValues } from "../calls/carried-context.js";
import type { Deadline } from "../calls/deadline.js";
import type { ReferenceHolder } from "../modules/reference-holder.js";

/** What has a call. */
export interface CallHolder {
  readonly holder: ReferenceHolder;
}

/** What few calls of an executor have. The others share one of these, so that they take less memory. */
export class CallExtras {
  deadline: Deadline | null = null;
  /** What of the arguments is to be moved. */
  transfer: readonly Transferable[] = [];
  /** The values of the context that cross with it. */
  context: CarriedValues | null = null;
  /** Flags for the worker. */
  flags = 0;
  /** Which worker it must have. */
  pin: object | null = null;
  /** Called when it was sent to a worker. */
  onSent: ((worker: CallHolder) => void) | null = null;
  /** Makes of a result what the caller is given. */
  revive: ((value: unknown, worker: object | null) => unknown) | null = null;
}

/** Those of a call that has none. */
export const NO_EXTRAS: Readonly<CallExtras> = Object.freeze(new CallExtras());
