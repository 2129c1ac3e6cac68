/* Compiled, never run: what the types of tsyncio/testing allow and infer. */
import { test as nodeTest } from "node:test";
import { type Coroutine, exported, sleep } from "tsyncio";
import {
  addCleanup,
  type Exploration,
  type ExplorationError,
  explore,
  hermetic,
  IsolatedAsyncioTestCase,
  isolated,
  type LeakError,
  type StrategyName,
  type Switch,
} from "tsyncio/testing";
import { same } from "./equal.js";

function* program(): Coroutine<void> {
  yield* sleep(1);
}

const exploration = explore(program, { runs: 10, seed: 1, strategy: "pct", maxSteps: 100 });
same<Exploration, typeof exploration>(true);
same<"random" | "pct" | "mixed", StrategyName>(true);

// A schedule is a text, or what a generator of tests makes.
explore(program, { schedule: "4:1" });
explore(program, {
  schedule: [
    [4, 1],
    [9, 2, true],
  ],
});
declare const made: Switch[];
explore(program, { schedule: made });
explore(() => sleep(1));
explore(function* () {
  yield* program();
});

declare const error: ExplorationError;
explore(program, { schedule: error.schedule });

// @ts-expect-error a coroutine can be run once only: a function is expected
explore(program());
// @ts-expect-error no such strategy
explore(program, { strategy: "exhaustive" });
// @ts-expect-error an exploration can't be changed
exploration.runs = 1;

export async function natively(text: string, times?: number): Promise<string[]> {
  return Array.from({ length: times ?? 1 }, () => text);
}
const target = exported(import.meta.url, natively);

// The result of a function is that of its target, a module has none.
same<Promise<string[]>, ReturnType<typeof callTarget>>(true);
function callTarget() {
  return hermetic(target, ["a"], { now: new Date(), timeout: 100 });
}
same<Promise<void>, ReturnType<typeof runModule>>(true);
function runModule() {
  return hermetic(new URL("./case.js", import.meta.url), { now: 0 });
}

// @ts-expect-error an argument of another type
hermetic(target, [1]);
// @ts-expect-error an argument is missing
hermetic(target, []);
// @ts-expect-error a module is named by a URL
hermetic("./case.js");
// @ts-expect-error a module takes no arguments
hermetic(new URL("file:///case.js"), ["a"]);

/* isolated: what a runner passes to the test is what the body takes. */
const plain = isolated(function* () {
  yield* sleep(1);
});
same<(this: unknown, ...args: []) => Promise<void>, typeof plain>(true);
nodeTest(
  "node:test infers the context",
  isolated(function* (context) {
    context.diagnostic("typed");
    yield* sleep(1);
  }),
);
nodeTest(
  "and in an async function",
  isolated(async (context) => context.diagnostic("typed")),
);
isolated(() => {});
isolated(() => sleep(1), { clock: "real", leaks: "ignore", debug: true });
// @ts-expect-error there is no such clock
isolated(() => {}, { clock: "fake" });
// @ts-expect-error a number is nothing to wait for
isolated(() => 1);

class Case extends IsolatedAsyncioTestCase {
  override async setUp(): Promise<void> {
    this.addCleanup((n: number) => n, 1);
    // @ts-expect-error the cleanup takes a number
    this.addCleanup((n: number) => n, "one");
  }
}
Case.register(nodeTest);
addCleanup((a: string, b: number) => [a, b], "a", 1);
// @ts-expect-error an argument is missing
addCleanup((a: string) => a);

declare const leak: LeakError;
same<
  "task" | "timer" | "coroutine" | "exception" | "agent" | "transport",
  (typeof leak.leaks)[number]["kind"]
>(true);
