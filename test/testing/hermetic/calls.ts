import { exported, type TargetFunction, type TargetResult } from "tsyncio";
import { type HermeticOptions, hermetic } from "tsyncio/testing";

/** Calls a function of cases.ts in a hermetic thread. */
export function call<F extends TargetFunction>(
  fn: F,
  args: Parameters<F>,
  options?: HermeticOptions,
): Promise<TargetResult<F>> {
  return hermetic(exported(new URL("./cases.js", import.meta.url).href, fn), args, options);
}
