import { type Coroutine, DeadlockError, type Future } from "tsyncio";
import type { Program, Step } from "../ir.js";
import type { Machine } from "./machine.js";
import { runPlainBody } from "./plain-ops.js";

/** What the loop shall run next; it is up to the mode how (modes.ts). `null` means for ever. */
export type Run = Coroutine<unknown> | Future<unknown> | null;

/** How that ended. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** Walks through the steps of a program, handing out what the loop shall run. */
export function* script(m: Machine, program: Program): Generator<Run, void, Outcome> {
  for (const step of program.steps) yield* runStep(m, step);
}

function* runStep(m: Machine, step: Step): Generator<Run, void, Outcome> {
  switch (step.op) {
    case "run":
      return yield* drive(m, step, m.runCoroutine(m, step));
    case "runForever":
      return yield* drive(m, step, null);
    case "runTarget": {
      const target = m.target(step.target);
      return target === undefined ? m.log(step, "absent") : yield* drive(m, step, target);
    }
    case "close":
      m.close();
      return m.log(step, "ok");
    default:
      return runAlone(m, step);
  }
}

function* drive(m: Machine, step: Step, run: Run): Generator<Run, void, Outcome> {
  m.log(step, "run");
  const outcome = yield run;
  if ("value" in outcome) m.logValue(step, outcome.value);
  else if (outcome.error instanceof DeadlockError) m.log(step, "deadlock");
  else m.logError(step, outcome.error);
}

function runAlone(
  m: Machine,
  step: Exclude<Step, { op: "run" | "runTarget" | "runForever" | "close" }>,
): void {
  try {
    runPlainBody(m, [step]);
  } catch {
    // Logged already; outside of the loop there is nobody to tell.
  }
}
