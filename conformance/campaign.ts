import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { type Difference, findDifference, traceAll } from "./check.js";
import { programs } from "./generate/program.js";
import type { Mode } from "./interpreter/modes.js";
import type { Program } from "./ir.js";
import type { Oracle } from "./oracle.js";
import { numbered } from "./tree.js";

/** What fits into the pipes, so that CPython works on a chunk while this process works on it too. */
const CHUNK = 50;

export interface Verdict {
  readonly index: number;
  readonly program: Program;
  readonly expected: readonly string[];
  readonly difference: Difference | undefined;
}

/** The programs `from` to `to` of a seed. They depend on the seed and their index alone. */
export function generate(seed: number, from: number, to: number): Program[] {
  return fc.sample(programs(), { seed, path: String(from), numRuns: to - from }).map(numbered);
}

/** Runs generated programs on both sides and says of each whether they agreed. */
export async function* campaign(
  oracle: Oracle,
  seed: number,
  from: number,
  to: number,
  modes: readonly Mode[],
  onStart: (index: number) => void,
): AsyncGenerator<Verdict> {
  for (let start = from; start < to; start += CHUNK) {
    const chunk = generate(seed, start, Math.min(start + CHUNK, to));
    const answers = Promise.all(chunk.map((program) => oracle.trace(program)));
    await setImmediate(); // lets the chunk out to CPython
    const traced = [];
    for (const [i, program] of chunk.entries()) {
      onStart(start + i);
      traced.push(await traceAll(program, modes));
    }
    const expected = await answers;
    for (const [i, program] of chunk.entries()) {
      const difference = findDifference(expected[i]!, traced[i]!);
      yield { index: start + i, program, expected: expected[i]!, difference };
    }
  }
}
