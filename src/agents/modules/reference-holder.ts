import type { TargetLike } from "../../loop/executor.js";
import type { Call } from "../calls/call.js";
import type { CarriedValues } from "../calls/carried-context.js";
import type { Transferable } from "../transport/transferable.js";

/** Where calls about references are sent. */
export interface ReferenceHolder {
  send(
    call: Call<unknown> | null,
    target: TargetLike<never>,
    args: readonly unknown[],
    settings: {
      readonly flags: number;
      readonly transfer?: readonly Transferable[];
      readonly context?: CarriedValues | null;
    },
  ): void;
}
