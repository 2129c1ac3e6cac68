import { STRATEGY_NAMES, type StrategyName } from "./strategies.js";
import { parseSwitches, type Switch } from "./switches.js";

/** Settings of {@link explore}. */
export interface ExploreOptions {
  /** How many runs, each in an order of its own; 1,000 by default. The first is in asyncio's own order. */
  readonly runs?: number;
  /** Determines the orders, so that the same seed gives the same runs everywhere; 0 by default. */
  readonly seed?: number;
  /** How orders are chosen; `"mixed"` by default. */
  readonly strategy?: StrategyName;
  /** Makes one run in this order: the `schedule` of an {@link ExplorationError}, or pairs, as a generator of tests makes. */
  readonly schedule?: string | readonly Switch[];
  /** A run of more steps than this fails; 100,000 by default. */
  readonly maxSteps?: number;
}

/** What {@link explore} goes by. */
interface CheckedOptions {
  readonly runs: number;
  readonly seed: number;
  readonly strategy: StrategyName;
  readonly schedule: readonly Switch[] | undefined;
  readonly maxSteps: number;
}

/** @throws RangeError for what is out of range */
export function checkOptions(options: ExploreOptions): CheckedOptions {
  const { runs = 1000, seed = 0, strategy = "mixed", schedule, maxSteps = 100_000 } = options;
  checkCount("runs", runs);
  checkCount("maxSteps", maxSteps);
  if (!Number.isSafeInteger(seed))
    throw new RangeError(`Cannot explore with seed ${String(seed)}: an integer is expected`);
  if (!STRATEGY_NAMES.includes(strategy)) {
    throw new RangeError(
      `Cannot explore with strategy ${JSON.stringify(strategy)}: "random", "pct" or "mixed" is expected`,
    );
  }
  const switches = schedule === undefined ? undefined : parseSwitches(schedule);
  return { runs, seed, strategy, schedule: switches, maxSteps };
}

function checkCount(name: string, value: unknown): void {
  if (!Number.isSafeInteger(value) || (value as number) < 1)
    throw new RangeError(`Cannot explore with ${name} ${String(value)}: an integer of 1 or more is expected`);
}
