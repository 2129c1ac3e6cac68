import { RuntimeError } from "../../kernel/errors.js";
import type { Main } from "../../loop/main.js";
import { Runner } from "../../loop/runner.js";
import { Course } from "./course.js";
import { ExploredLoop } from "./explored-loop.js";
import type { Strategy } from "./strategy.js";
import type { Switch } from "./switches.js";

/** How one run went. */
export interface Outcome {
  /** What failed first, or `null`. */
  readonly failure: { readonly error: unknown } | null;
  readonly switches: readonly Switch[];
  readonly choices: number;
  readonly steps: number;
  readonly trace: readonly string[];
}

export interface RunSettings {
  readonly maxSteps: number;
  readonly traces?: boolean;
}

/**
 * Runs a program on a loop of its own, which is then emptied and closed. It fails with what it throws, and with any error
 * that the loop's exception handler is told.
 */
export function runOnce(program: Main<unknown>, strategy: Strategy, settings: RunSettings): Outcome {
  const course = new Course(strategy, settings.maxSteps, settings.traces ?? false);
  const loop = new ExploredLoop(course);
  const errors: unknown[] = [];
  loop.setExceptionHandler((_loop, { message, exception, task }) => {
    errors.push(
      exception ?? new RuntimeError(task === undefined ? message : `${message} ${task}`, "ERR_REPORTED"),
    );
  });
  const runner = new Runner({ loopFactory: () => loop });
  try {
    runner.runSync(program);
  } catch (error) {
    errors.push(error);
  }
  course.end();
  const before = errors.length;
  try {
    runner.close();
  } catch (error) {
    // What is reported of tasks that can't be ended comes of it.
    errors.splice(before, 0, error);
  }
  const { switches, choices, steps, trace } = course;
  return { failure: errors.length > 0 ? { error: errors[0] } : null, switches, choices, steps, trace };
}
