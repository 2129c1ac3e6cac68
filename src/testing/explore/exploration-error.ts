import { inspect } from "node:util";
import { RuntimeError } from "../../kernel/errors.js";
import { formatSwitches, type Switch } from "./switches.js";

/** A longer trace is cut in the middle of what went as in asyncio. */
const MOST_LINES = 40;
/** A longer message keeps its lines. */
const LONGEST_LINE = 120;

/**
 * A program fails in some order of its steps: {@link explore} throws it. Its `cause` is the program's own error. It has no
 * counterpart in Python.
 *
 * @example
 * assert.throws(
 *   () => explore(function* () { throw new Error("always"); }),
 *   (error) => error instanceof ExplorationError && (error.cause as Error).message === "always",
 * );
 */
export class ExplorationError extends RuntimeError {
  override readonly name = "ExplorationError";
  /** The order in which it fails, told by its switches: what the option `schedule` takes. Empty: asyncio's own order. */
  readonly schedule: string;
  /** What ran, step by step: `→` marks what passed others by. */
  readonly trace: readonly string[];

  constructor(error: unknown, switches: readonly Switch[], trace: readonly string[], found?: string) {
    const schedule = formatSwitches(switches);
    const count = switches.length === 1 ? "1 switch" : `${switches.length} switches`;
    const order = switches.length === 0 ? "in asyncio's own order" : `with ${count} against asyncio's order`;
    super(
      `The program fails ${order}${found === undefined ? "" : ` (${found})`}: ${describe(error)}\n` +
        `Replay it with { schedule: ${JSON.stringify(schedule)} }. What ran (→ passed others by):\n` +
        shorten(trace).join("\n"),
      "ERR_EXPLORATION",
      { cause: error },
    );
    this.schedule = schedule;
    this.trace = trace;
  }
}

/** An error with those that it groups: in one line, unless that would be a long one, such as who waits for whom. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error);
  const line = error.message.replace(/\s*\n\s*/g, " ").trim();
  const message = line.length <= LONGEST_LINE ? line : error.message.trim().replace(/\n(?:\s*\n)*/g, "\n  ");
  const grouped = error instanceof AggregateError ? ` [${error.errors.map(describe).join(", ")}]` : "";
  return `${error.name}: ${message}${grouped}`;
}

function shorten(trace: readonly string[]): string[] {
  const lines = trace.map((line, index) => `${String(index + 1).padStart(6)} ${line}`);
  if (lines.length <= MOST_LINES) return lines;
  // The end shows the failure; before it, what differs from asyncio's order counts.
  const start = lines.length - MOST_LINES / 2;
  const marked = lines.slice(0, start).filter((_line, index) => (trace[index] as string).startsWith("→"));
  return ["       …", ...marked.slice(-MOST_LINES / 2), "       …", ...lines.slice(start)];
}
