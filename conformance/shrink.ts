import fc from "fast-check";
import { type Difference, findDifference, traceAll } from "./check.js";
import { programs } from "./generate/program.js";
import type { Mode } from "./interpreter/modes.js";
import type { Program } from "./ir.js";
import type { Oracle } from "./oracle.js";
import { simplify } from "./simplify.js";
import { numbered } from "./tree.js";

export interface Counterexample {
  readonly program: Program;
  readonly expected: readonly string[];
  readonly difference: Difference;
}

/** Makes the failing program `index` of a seed small: first as fast-check shrinks values, then as a tree. */
export async function shrink(
  oracle: Oracle,
  seed: number,
  index: number,
  modes: readonly Mode[],
): Promise<Counterexample> {
  let smallest: Counterexample | undefined;
  const differs = async (tree: Program): Promise<boolean> => {
    const program = numbered(tree);
    const traced = await traceAll(program, modes);
    const expected = await oracle.trace(program);
    const difference = findDifference(expected, traced);
    if (difference !== undefined) smallest = { program, expected, difference };
    return difference !== undefined;
  };
  const agrees = fc.asyncProperty(programs(), async (program) => !(await differs(program)));
  await fc.check(agrees, { seed, path: String(index), numRuns: 1 });
  if (smallest === undefined) throw new Error(`Program ${index} of seed ${seed} agrees when run alone`);
  await simplify(smallest.program, differs);
  return smallest;
}
