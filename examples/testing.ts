/*
 * node --import tsyncio/register examples/testing.ts
 *
 * Tests with a loop for each, under Node's own test runner: see testing/node.test.ts. This program runs them and reports.
 */
import assert from "node:assert/strict";
import { run as runTests } from "node:test";
import { fileURLToPath } from "node:url";
import { isMainModule, run } from "tsyncio";
import { milliseconds, print, type Say } from "./report.js";

const FILE = import.meta.resolve("./testing/node.test.js");

/** How one test ended. */
export interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly error: unknown;
  /** What it took, in milliseconds. */
  readonly time: number;
  /** How far its loop's clock went, in milliseconds; 0 if it does not say. */
  virtualTime: number;
}

/** What happened. */
export interface Result {
  readonly outcomes: readonly Outcome[];
}

export function main(say: Say = print): Promise<Result> {
  return run(() => runAndReport(say));
}

async function runAndReport(say: Say): Promise<Result> {
  const outcomes = await runFile(fileURLToPath(FILE));
  for (const { name, passed, time, virtualTime } of outcomes) {
    const span = virtualTime > 0 ? `${inWords(virtualTime)} in ` : "";
    say(`${passed ? "passed" : "FAILED"}, ${span}${milliseconds(time)}`, name);
  }
  for (const { name, passed, error } of outcomes) assert.ok(passed, `${name}: ${error}`);
  assert.ok(outcomes.length > 0, "there should be tests");
  const told = outcomes.filter(({ virtualTime }) => virtualTime > 0);
  assert.ok(told.every(({ time, virtualTime }) => time < virtualTime));
  return { outcomes };
}

async function runFile(file: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  // In a file that is itself a test, Node's runner would not run others.
  const context = process.env["NODE_TEST_CONTEXT"];
  delete process.env["NODE_TEST_CONTEXT"];
  try {
    for await (const { type, data } of runTests({ files: [file] })) {
      if ((type === "test:pass" || type === "test:fail") && data.details.type !== "suite") {
        const passed = type === "test:pass";
        const error = passed ? undefined : data.details.error;
        outcomes.push({ name: data.name, passed, error, time: data.details.duration_ms, virtualTime: 0 });
      } else if (type === "test:diagnostic") {
        const [, time] = /^virtual time: (.+) ms$/.exec(data.message) ?? [];
        const last = outcomes.at(-1);
        if (time !== undefined && last !== undefined) last.virtualTime = Number(time);
      }
    }
  } finally {
    if (context !== undefined) process.env["NODE_TEST_CONTEXT"] = context;
  }
  return outcomes;
}

function inWords(time: number): string {
  const seconds = time / 1000;
  return seconds < 600 ? `${seconds} s` : `${seconds / 3600} h`;
}

if (isMainModule(import.meta.url)) await main();
