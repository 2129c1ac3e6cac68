import { RuntimeError } from "../../kernel/errors.js";
import type { Chooser } from "./explored-queue.js";
import type { Lane } from "./lane.js";
import { FIRST_COME, type Strategy } from "./strategy.js";
import type { Switch } from "./switches.js";

/** One run's course: lets a strategy choose, notes what it chose, and ends a run that goes on and on. */
export class Course implements Chooser {
  /** Where the course differs from asyncio's. */
  readonly switches: Switch[] = [];
  /** A line for each step, if they are wanted. */
  readonly trace: string[] = [];
  /** How often there was something to choose. */
  choices = 0;
  /** How many entries ran. */
  steps = 0;
  private strategy: Strategy;
  private limit: number;
  private isRecording = true;
  private readonly maxSteps: number;
  private readonly traces: boolean;

  constructor(strategy: Strategy, maxSteps: number, traces: boolean) {
    this.strategy = strategy;
    this.maxSteps = maxSteps;
    this.limit = maxSteps;
    this.traces = traces;
  }

  choose(candidates: readonly Lane[]): number {
    if (this.isRecording) this.choices++;
    return this.strategy.choose(candidates);
  }

  step(lane: Lane, candidates: readonly Lane[], passed: number): void {
    if (this.limit-- === 0) {
      throw new RuntimeError(
        `The program has not ended after ${this.maxSteps} steps: in this order it may never end. If it is just long, raise maxSteps.`,
        "ERR_TOO_MANY_STEPS",
      );
    }
    if (!this.isRecording) return;
    this.steps++;
    if (passed > 0) this.switches.push([this.choices, passed]);
    if (this.traces) this.trace.push(describeStep(lane, candidates.slice(0, passed), this.strategy.made));
  }

  /** The program is done: what is left is cancelled in asyncio's order, which is no part of the course. */
  end(): void {
    this.isRecording = false;
    this.strategy = FIRST_COME;
    this.limit = this.maxSteps;
  }
}

function describeStep(lane: Lane, passed: readonly Lane[], made: Strategy["made"]): string {
  if (passed.length === 0 || made === null) return `  ${describeFirst(lane)}`;
  const others = passed.map(describeFirst).join(", ");
  return `→ ${describeFirst(lane)}, ${made === "for good" ? "from here on " : ""}before ${others}`;
}

/** What of a lane is next. */
function describeFirst(lane: Lane): string {
  if (lane.task !== null) return lane.task.getName();
  const { runnable } = lane.first;
  const what = "when" in runnable ? "a timer" : String(runnable).replace(/^<(Handle )?|>$/g, "");
  return `${what} of ${lane.source?.task?.getName() ?? "outside"}`;
}
