// A reporter for node:test in one test file's process: each failure in full, then the counts as the last line.
import { inspect } from "node:util";

/** @param {AsyncIterable<{ type: string, data: Record<string, unknown> }>} events */
export default async function* report(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const names = []; // the open tests, outermost first
  for await (const { type, data } of events) {
    if (type === "test:start") names.splice(data.nesting, names.length, data.name);
    // Node warns in a diagnostic of what happened after a test's end; the others repeat the counts.
    if (type === "test:diagnostic" && /warning|error/i.test(data.message)) yield `${data.message}\n`;
    if (type !== "test:pass" && type !== "test:fail") continue;

    const { error, type: kind } = data.details;
    // A suite counts through its tests, and so does a test that failed only because a test in it did.
    if (error?.failureType === "subtestsFailed" || (kind === "suite" && type === "test:pass")) continue;
    if (data.skip !== undefined || data.todo !== undefined) counts.skipped++;
    else if (type === "test:pass") counts.passed++;
    else {
      counts.failed++;
      yield `✖ ${[...names.slice(0, data.nesting), data.name].join(" › ")}\n${inspect(error.cause ?? error, { depth: 5 })}\n\n`;
    }
  }
  yield `counts: ${JSON.stringify(counts)}\n`;
}
