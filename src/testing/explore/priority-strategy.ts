/*
 * Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi, Nagarakatte: "A randomized scheduler with
 * probabilistic guarantees of finding bugs", ASPLOS 2010).
 *
 * Each task gets a random priority, and the first of those that are ready runs. At d - 1 random choices the one that would
 * run falls behind all others. A bug that shows whenever d orderings of steps are right, and that is most, shows in
 * one run with a probability of at least 1 / (n · k^(d-1)), for n tasks and k choices; a random walk's can be 1 / 2^k.
 *
 * Strict priorities starve: a task that polls with sleep(0) would wait for ever for a task that it does not let run. So
 * who has run many times in a row while others were ready falls behind too. (Shuttle and Coyote demote at each yield;
 * here sleep(0) often stands for I/O in a test, and that would make all tasks take turns.)
 */
import type { SeededRandom } from "../seeded-random.js";
import type { Lane } from "./lane.js";
import type { Strategy } from "./strategy.js";

const MOST_IN_A_ROW = 100;

export class PriorityStrategy implements Strategy {
  private readonly random: SeededRandom;
  private readonly priorities = new WeakMap<Lane, number>();
  private readonly changes = new Set<number>();
  private choices = 0;
  private lowest = 0;
  private last: Lane | null = null;
  private inARow = 0;

  /**
   * @param depth how many orderings are to be hit: one more than the number of changes
   * @param length how many choices are expected
   */
  constructor(random: SeededRandom, depth: number, length: number) {
    this.random = random;
    for (let i = 1; i < depth; i++) this.changes.add(1 + random.below(Math.max(1, length)));
  }

  choose(candidates: readonly Lane[]): number {
    this.choices++;
    let index = this.highest(candidates);
    if (this.changes.has(this.choices) || this.hogs(candidates, index)) {
      this.priorities.set(ownerOf(candidates[index] as Lane), --this.lowest);
      this.inARow = 0;
      index = this.highest(candidates);
    }
    return index;
  }

  private highest(candidates: readonly Lane[]): number {
    let best = 0;
    let highest = Number.NEGATIVE_INFINITY;
    for (const [index, lane] of candidates.entries()) {
      const priority = this.priorityOf(ownerOf(lane));
      if (priority > highest) {
        highest = priority;
        best = index;
      }
    }
    return best;
  }

  private priorityOf(lane: Lane): number {
    let priority = this.priorities.get(lane);
    if (priority === undefined) {
      priority = this.random.next();
      this.priorities.set(lane, priority);
    }
    return priority;
  }

  private hogs(candidates: readonly Lane[], index: number): boolean {
    const lane = candidates[index] as Lane;
    this.inARow = lane === this.last ? this.inARow + 1 : 1;
    this.last = lane;
    return this.inARow > MOST_IN_A_ROW;
  }
}

/** A task's callbacks and timers have its priority. */
function ownerOf(lane: Lane): Lane {
  return lane.source ?? lane;
}
