import { firstDifference } from "./differ/compare.js";
import { canRun, type Mode, trace } from "./interpreter/modes.js";
import type { Program } from "./ir.js";

/** What a program left in tsyncio, run in one mode. */
export interface ModeTrace {
  readonly mode: Mode;
  readonly events: readonly string[];
}

export interface Difference extends ModeTrace {
  readonly index: number;
}

/** Runs a numbered program in each of the modes that can run it. */
export async function traceAll(program: Program, modes: readonly Mode[]): Promise<ModeTrace[]> {
  const traces: ModeTrace[] = [];
  for (const mode of modes) {
    if (canRun(program, mode)) traces.push({ mode, events: await trace(program, mode) });
  }
  return traces;
}

/** The first of the traces that is not the expected one, and where. */
export function findDifference(
  expected: readonly string[],
  traces: readonly ModeTrace[],
): Difference | undefined {
  for (const { mode, events } of traces) {
    const index = firstDifference(expected, events);
    if (index >= 0) return { mode, events, index };
  }
  return undefined;
}
