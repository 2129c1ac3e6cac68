/** What a test can leave behind. */
export type LeakKind = "task" | "timer" | "coroutine" | "exception" | "agent" | "transport";

/** Something that a test left behind. */
export interface Leak {
  readonly kind: LeakKind;
  /** What it is, and of a task what it waits for. */
  readonly description: string;
  /** Where it was made, if that is known. */
  readonly madeAt: string | null;
}

const HEADINGS: Record<LeakKind, readonly [one: string, many: string]> = {
  task: ["task that is not done", "tasks that are not done"],
  timer: ["timer that is still set", "timers that are still set"],
  coroutine: ["coroutine that was made but never awaited", "coroutines that were made but never awaited"],
  exception: ["exception that nobody took", "exceptions that nobody took"],
  agent: ["thread, process or pool that still runs", "threads, processes or pools that still run"],
  transport: ["transport that is still open", "transports that are still open"],
};

/**
 * A test passed, and left something behind: tasks, timers, coroutines that it never awaited, exceptions that nobody took,
 * threads, processes, or what it opened in the host's own loop (servers, connections, intervals). The message names each, where it was made, and what it waits for.
 * Python has no counterpart: `IsolatedAsyncioTestCase` cancels what is left without a word.
 *
 * @example
 * const test = isolated(function* () {
 *   getRunningLoop().callLater(1000, () => {});
 * });
 * await assert.rejects(test(), (error) => error instanceof LeakError && error.leaks[0]?.kind === "timer");
 */
export class LeakError extends Error {
  override readonly name = "LeakError";
  readonly code = "ERR_LEAKED";
  /** What was left. */
  readonly leaks: readonly Leak[];

  /** Programs get it from `isolated`. */
  constructor(leaks: readonly Leak[], options?: ErrorOptions) {
    super(
      `The test left behind:\n${describeLeaks(leaks)}\n` +
        "Await, cancel or close each before the test ends; addCleanup() does it however the test ends.",
      options,
    );
    this.leaks = leaks;
    // Runners show the code at the top of the stack: that where it was made helps, ours would not.
    const places = leaks.flatMap(({ madeAt }) => (madeAt === null ? [] : [`    at ${madeAt}`]));
    this.stack = [`${this.name}: ${this.message}`, ...places].join("\n");
  }
}

/** What was left, by kind, in lines. */
export function describeLeaks(leaks: readonly Leak[]): string {
  const lines: string[] = [];
  for (const [kind, [one, many]] of Object.entries(HEADINGS)) {
    const some = leaks.filter((leak) => leak.kind === kind);
    if (some.length === 0) continue;
    lines.push(`  ${some.length} ${some.length === 1 ? one : many}:`);
    for (const { description, madeAt } of some) {
      const made = madeAt === null ? "" : `, made at ${madeAt}`;
      lines.push(...`${description}${made}`.split("\n").map((line) => `    ${line}`));
    }
  }
  return lines.join("\n");
}
