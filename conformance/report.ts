import { pseudoCode } from "./differ/pseudo-code.js";
import { sideBySide } from "./differ/side-by-side.js";
import type { Counterexample } from "./shrink.js";

/** A differing program and both of its traces, for a person to read. */
export function report({ program, expected, difference }: Counterexample, python: string): string {
  const { mode, events, index } = difference;
  return [
    pseudoCode(program),
    "",
    sideBySide([`CPython ${python}`, `tsyncio, ${mode}`], expected, events, index),
  ].join("\n");
}
