import type { Thrown } from "../../agents/error-transfer.js";
import type { TargetName } from "../../loop/executor.js";

/** What a hermetic thread is to do. */
export interface HermeticData {
  /** The module to run. */
  readonly url: string;
  /** The function of it to call, if one is. */
  readonly target: TargetName | null;
  readonly args: readonly unknown[];
  readonly now: number;
  readonly timeout: number;
}

/** What a hermetic thread tells: that it is ready to run its case, then how that ended. */
export type HermeticMessage = { readonly type: "ready" } | HermeticOutcome;

/** How a case ended. */
export type HermeticOutcome =
  | { readonly type: "result"; readonly value: unknown }
  | { readonly type: "error"; readonly thrown: Thrown };
