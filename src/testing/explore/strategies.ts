import { SeededRandom } from "../seeded-random.js";
import { PriorityStrategy } from "./priority-strategy.js";
import { RandomWalk } from "./random-walk.js";
import type { Strategy } from "./strategy.js";

/** How orders are chosen: at random, by priorities that change a few times (PCT), or by both in turn. */
export type StrategyName = "random" | "pct" | "mixed";

export const STRATEGY_NAMES: readonly StrategyName[] = ["random", "pct", "mixed"];

/** PCT's depth, the number of orderings that a bug depends on, changes from run to run: most bugs need one to three. */
const DEPTHS = [1, 2, 3, 2, 1, 4, 2, 3];

/**
 * The strategy of one run of many.
 * @param run the number of the run, from 0
 * @param choices how many choices runs have had so far at most
 */
export function strategyOf(name: StrategyName, seed: number, run: number, choices: number): Strategy {
  // Neighbouring seeds must not share runs, so they are drawn and not added up.
  const random = new SeededRandom(new SeededRandom(seed).below(2 ** 32) + Math.imul(run, 0x9e3779b1));
  if (name === "random" || (name === "mixed" && run % 2 === 1)) return new RandomWalk(random);
  const index = name === "mixed" ? run >> 1 : run;
  return new PriorityStrategy(random, DEPTHS[index % DEPTHS.length] as number, choices);
}
