import type { AwaitableLike } from "../../coroutines/awaitable.js";
import { RuntimeError } from "../../kernel/errors.js";
import { checkBlockingMain } from "../../loop/main.js";
import { ExplorationError } from "./exploration-error.js";
import { Replay } from "./replay.js";
import { type Outcome, runOnce } from "./run-once.js";
import { shrink } from "./shrink.js";
import { type StrategyName, strategyOf } from "./strategies.js";
import { FIRST_COME } from "./strategy.js";
import { formatSwitches, parseSwitches, type Switch } from "./switches.js";

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

/** What {@link explore} did. */
export interface Exploration {
  /** How many runs were made. */
  readonly runs: number;
  /** How many different orders they took; 1 means that there was nothing to choose. */
  readonly orders: number;
  /** The most steps that a run took. */
  readonly steps: number;
}

const STRATEGIES: readonly string[] = ["random", "pct", "mixed"];

/** A failure is shrunk in runs of this many steps at most, all in all: a second or two. */
const MOST_STEPS_TO_SHRINK = 1_000_000;
/** What a run costs besides, in steps. */
const STEPS_TO_START = 50;

/**
 * Runs a program in many orders that its tasks, callbacks and equal deadlines may legally take, each time on a new loop in
 * virtual time, to find the order in which it fails: by what it throws, a deadlock, or an error that nobody took.
 *
 * The program must depend on nothing but its loop: no host promises, no real time, no `Math.random()`.
 * @param program makes the coroutine of one run, and all that it shares between its tasks
 * @throws ExplorationError (`ERR_EXPLORATION`) with the order in which it fails, shrunk to few switches, to be replayed;
 * RuntimeError (`ERR_NOT_DETERMINISTIC`) if it takes another course in the same order; HostPromiseError if it is a native
 * async function.
 *
 * @example
 * const { runs } = explore(function* () {
 *   const lock = new Lock();
 *   let count = 0;
 *   function* add(): Coroutine<void> {
 *     yield* lock.hold(function* () {
 *       const before = count;
 *       yield* sleep(1);
 *       count = before + 1;
 *     });
 *   }
 *   yield* gather([add(), add(), add()]);
 *   assert.equal(count, 3);
 * }, { runs: 200 });
 * assert.equal(runs, 200);
 */
export function explore<T>(program: () => AwaitableLike<T>, options: ExploreOptions = {}): Exploration {
  const { runs, seed, strategy, schedule, maxSteps } = checkOptions(program, options);
  const orders = new Set<string>();
  let steps = 0;
  let choices = 0;

  const note = (outcome: Outcome) => {
    orders.add(formatSwitches(outcome.switches));
    steps = Math.max(steps, outcome.steps);
    choices = Math.max(choices, outcome.choices);
  };

  if (schedule !== undefined) {
    const outcome = runOnce(program, new Replay(schedule), { maxSteps, traces: true });
    if (outcome.failure !== null) throw new ExplorationError(outcome.failure.error, schedule, outcome.trace);
    note(outcome);
  } else {
    for (let run = 0; run < runs; run++) {
      const chosen = run === 0 ? FIRST_COME : strategyOf(strategy, seed, run - 1, choices);
      const outcome = runOnce(program, chosen, { maxSteps });
      if (outcome.failure !== null)
        throw explain(program, outcome, maxSteps, `run ${run + 1} of ${runs}, seed ${seed}`);
      note(outcome);
    }
  }
  return Object.freeze({ runs: schedule === undefined ? runs : 1, orders: orders.size, steps });
}

/** Makes the error of a failed run, in the shortest order found that fails. */
function explain(
  program: () => AwaitableLike<unknown>,
  failed: Outcome,
  maxSteps: number,
  found: string,
): Error {
  let left = MOST_STEPS_TO_SHRINK;
  // Another kind of failure may be shorter, but is another bug.
  const name = nameOf(failed.failure?.error);
  const fails = (switches: readonly Switch[]) => {
    if (left <= 0) return false;
    const { failure, steps } = runOnce(program, new Replay(switches), { maxSteps });
    left -= steps + STEPS_TO_START;
    return failure !== null && nameOf(failure.error) === name;
  };
  const failsAgain = fails(failed.switches);
  const switches = failsAgain ? shrink(failed.switches, failed.choices, fails) : failed.switches;
  const { failure, trace } = runOnce(program, new Replay(switches), { maxSteps, traces: true });
  if (failsAgain && failure !== null) return new ExplorationError(failure.error, switches, trace, found);
  return new RuntimeError(
    "The program takes another course when its steps run in the same order again: it depends on something else, such as " +
      "the time of day, Math.random(), or what an earlier run left behind. Make all that it uses anew in each run.",
    "ERR_NOT_DETERMINISTIC",
    { cause: failed.failure?.error },
  );
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

function checkOptions(program: unknown, options: ExploreOptions) {
  const { runs = 1000, seed = 0, strategy = "mixed", schedule, maxSteps = 100_000 } = options;
  if (typeof program !== "function") {
    throw new TypeError(
      `Cannot explore ${typeof program}: a function that returns a coroutine is expected, since each run needs a new one`,
    );
  }
  checkBlockingMain(program);
  checkCount("runs", runs);
  checkCount("maxSteps", maxSteps);
  if (!Number.isSafeInteger(seed))
    throw new RangeError(`Cannot explore with seed ${String(seed)}: an integer is expected`);
  if (!STRATEGIES.includes(strategy)) {
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
