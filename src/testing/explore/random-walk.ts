import type { SeededRandom } from "../seeded-random.js";
import type { Lane } from "./lane.js";
import type { Strategy } from "./strategy.js";

/** Takes any candidate, each with the same probability. */
export class RandomWalk implements Strategy {
  private readonly random: SeededRandom;

  constructor(random: SeededRandom) {
    this.random = random;
  }

  choose(candidates: readonly Lane[]): number {
    return this.random.below(candidates.length);
  }
}
