/* As much of node:test as the tests of the core use, for a browser. */
import { NeedsNode, onlyInNode } from "./needs-node.js";

type Body = (context: TestContext) => unknown;

/** How the tests of a page or worker ended. */
export interface Outcome {
  passed: number;
  /** Each with its error. */
  readonly failed: string[];
  /** Each with its reason. */
  readonly skipped: string[];
  /** The test to go on with, in a new page: one that was skipped half-way may leave something behind. */
  next: number | null;
}

const TIMEOUT = 20_000;
const tests: { readonly name: string; readonly body: Body }[] = [];
const titles: string[] = [];

function split(args: readonly unknown[]): [string, Body] {
  return [args[0] as string, args.at(-1) as Body];
}

export function test(...args: readonly unknown[]): void {
  const [name, body] = split(args);
  tests.push({ name: [...titles, name].join(" › "), body });
}

export function describe(...args: readonly unknown[]): void {
  const [name, body] = split(args);
  titles.push(name);
  body(new TestContext());
  titles.pop();
}

/** What a test is given. */
export class TestContext {
  private readonly restores: (() => void)[] = [];

  readonly mock = {
    method: (object: Record<string, unknown>, name: string, replacement: (...args: unknown[]) => unknown) => {
      const original = object[name];
      const calls: { readonly arguments: unknown[] }[] = [];
      const mocked = (...args: unknown[]) => {
        calls.push({ arguments: args });
        return replacement(...args);
      };
      object[name] = Object.assign(mocked, { mock: { calls, callCount: () => calls.length } });
      this.restores.push(() => {
        object[name] = original;
      });
      return object[name];
    },
  };

  restore(): void {
    for (const restore of this.restores) restore();
  }
}

/** The host's timers under a test's control. */
export const mock = onlyInNode("mock");

/** Runs the tests from number `first` on, one after the other, until one is skipped. */
export async function runTests(first: number): Promise<Outcome> {
  const outcome: Outcome = { passed: 0, failed: [], skipped: [], next: null };
  for (const [index, { name, body }] of tests.entries()) {
    if (index < first) continue;
    const context = new TestContext();
    try {
      await withTimeout(async () => body(context));
      outcome.passed++;
    } catch (error) {
      const reason = reasonToSkip(error);
      if (reason !== undefined) outcome.skipped.push(`${name}: ${reason}`);
      else
        outcome.failed.push(`${name}\n${error instanceof Error ? `${error.name}: ${error.stack}` : error}`);
    } finally {
      context.restore();
    }
    if (outcome.skipped.length > 0) {
      outcome.next = index + 1;
      break;
    }
  }
  return outcome;
}

function reasonToSkip(error: unknown): string | undefined {
  if ((error as Error | null)?.name === "SuppressedError") {
    return (
      reasonToSkip((error as { error?: unknown }).error) ??
      reasonToSkip((error as { suppressed?: unknown }).suppressed)
    );
  }
  if (error instanceof NeedsNode) return `needs ${error.message}`;
  if ((error as { code?: unknown } | null)?.code === "ERR_CANNOT_BLOCK") return "blocks the thread";
  if (error instanceof ReferenceError && error.message.startsWith("process ")) return "needs process";
  if (error instanceof RangeError && error.message.includes("call stack")) return "needs a larger stack";
  return undefined;
}

async function withTimeout(body: () => Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`still running after ${TIMEOUT} ms`)), TIMEOUT);
  });
  try {
    await Promise.race([body(), late]);
  } finally {
    clearTimeout(timer);
  }
}
