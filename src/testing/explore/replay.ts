import type { Lane } from "./lane.js";
import type { Strategy } from "./strategy.js";
import type { Switch } from "./switches.js";

/** Makes given switches. One that passes by more than there are, as when a schedule is shrunk, takes the last. */
export class Replay implements Strategy {
  made: "once" | "for good" | null = null;
  private readonly switches: ReadonlyMap<number, Switch>;
  private readonly behind = new Set<Lane>();
  private choices = 0;

  constructor(switches: readonly Switch[]) {
    this.switches = new Map(switches.map((item) => [item[0], item]));
  }

  choose(candidates: readonly Lane[]): number {
    const next = this.switches.get(++this.choices);
    this.made = null;
    if (next === undefined || next[1] === 0) return this.first(candidates);
    const [, passed, forGood] = next;
    const index = Math.min(passed, candidates.length - 1);
    this.made = forGood ? "for good" : "once";
    if (!forGood) return index;
    for (const lane of candidates.slice(0, index)) this.behind.add(lane);
    return this.first(candidates);
  }

  private first(candidates: readonly Lane[]): number {
    return Math.max(
      0,
      candidates.findIndex((lane) => !this.behind.has(lane)),
    );
  }
}
