import type { AwaitableLike } from "../../coroutines/awaitable.js";
import { RuntimeError } from "../../kernel/errors.js";
import { ExplorationError } from "./exploration-error.js";
import { Replay } from "./replay.js";
import { type Outcome, runOnce } from "./run-once.js";
import { shrink } from "./shrink.js";
import type { Switch } from "./switches.js";

/** A failure is shrunk in runs of this many steps at most, all in all: a second or two. */
const MOST_STEPS_TO_SHRINK = 1_000_000;
/** What a run costs besides, in steps. */
const STEPS_TO_START = 50;

/** Makes the error of a failed run, in the shortest order found that fails. */
export function explainFailure(
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
