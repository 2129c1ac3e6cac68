import type { AwaitableLike } from "../../coroutines/awaitable.js";
import { RuntimeError } from "../../kernel/errors.js";
import { runningLoop } from "../../kernel/running.js";
import { checkBlockingMain } from "../../loop/main.js";
import { explainFailure } from "./explain-failure.js";
import { ExplorationError } from "./exploration-error.js";
import { checkOptions, type ExploreOptions } from "./options.js";
import { Replay } from "./replay.js";
import { type Outcome, runOnce } from "./run-once.js";
import { strategyOf } from "./strategies.js";
import { FIRST_COME } from "./strategy.js";
import { formatSwitches } from "./switches.js";

/** What {@link explore} did. */
export interface Exploration {
  /** How many runs were made. */
  readonly runs: number;
  /** How many different orders they took; 1 means that there was nothing to choose. */
  readonly orders: number;
  /** The most steps that a run took. */
  readonly steps: number;
}

/**
 * Runs a program in many orders that its tasks, callbacks and equal deadlines may legally take, each time on a new loop in
 * virtual time, to find the order in which it fails: by what it throws, a deadlock, or an error that nobody took.
 *
 * The program must depend on nothing but its loop: no host promises, no real time, no `Math.random()`.
 * @param program makes the coroutine of one run, and all that it shares between its tasks
 * @throws ExplorationError (`ERR_EXPLORATION`) with the order in which it fails, shrunk to few switches, to be replayed;
 * RuntimeError (`ERR_NOT_DETERMINISTIC`) if it takes another course in the same order, or (`ERR_NESTED_RUN`) inside a
 * running loop; HostPromiseError if it is a native async function.
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
  checkProgram(program);
  const { runs, seed, strategy, schedule, maxSteps } = checkOptions(options);
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
        throw explainFailure(program, outcome, maxSteps, `run ${run + 1} of ${runs}, seed ${seed}`);
      note(outcome);
    }
  }
  return Object.freeze({ runs: schedule === undefined ? runs : 1, orders: orders.size, steps });
}

function checkProgram(program: unknown): void {
  if (typeof program !== "function") {
    throw new TypeError(
      `Cannot explore ${typeof program}: a function that returns a coroutine is expected, since each run needs a new one`,
    );
  }
  if (runningLoop !== null) {
    throw new RuntimeError(
      "Cannot explore inside a running event loop: its runs have loops of their own, which block. Call it in a plain test.",
      "ERR_NESTED_RUN",
    );
  }
  checkBlockingMain(program);
}
