import { generate } from "./campaign.js";
import { type FixedCase, writeFixedSet } from "./fixed-set.js";
import type { Program } from "./ir.js";
import type { Oracle } from "./oracle.js";
import { allRules } from "./rules/all.js";
import { nodesOf, numbered } from "./tree.js";

const SAMPLE_SEED = 1;
const SAMPLE_SIZE = 200;
/** Of larger programs a shorter one shows the same, and the file is kept in the repository. */
const MAX_NODES = 45;

/** Runs the hand-written programs and a sample of generated ones on CPython, and keeps their traces in fixed/. */
export async function record(oracle: Oracle): Promise<number> {
  const topics = Object.entries(allRules).map(([topic, rules]) => [topic, Object.entries(rules)] as const);
  let count = 0;
  for (const [topic, programs] of [...topics, ["generated", sample()] as const]) {
    const cases: FixedCase[] = [];
    for (const [rule, program] of programs) {
      const withNumbers = numbered(program);
      cases.push({ rule, program: withNumbers, trace: await oracle.trace(withNumbers) });
    }
    writeFixedSet({ topic, python: oracle.version, cases });
    count += cases.length;
  }
  return count;
}

function sample(): (readonly [string, Program])[] {
  const candidates = generate(SAMPLE_SEED, 0, SAMPLE_SIZE * 10).map(
    (program, i) => [`program ${i} of seed ${SAMPLE_SEED}`, program] as const,
  );
  return candidates
    .filter(([, program]) => [...nodesOf(program.steps)].length <= MAX_NODES)
    .slice(0, SAMPLE_SIZE);
}
