import type { SeededRandom } from "../seeded-random.js";
import type { Entry } from "./explored-queue.js";
import type { Strategy } from "./strategy.js";

/** Takes any candidate, each with the same probability. */
export class RandomWalk implements Strategy {
  private readonly random: SeededRandom;

  constructor(random: SeededRandom) {
    this.random = random;
  }

  choose(candidates: readonly Entry[]): number {
    return this.random.below(candidates.length);
  }
}
