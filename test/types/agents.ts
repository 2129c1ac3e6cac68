/* Compiled, never run: what the types of targets and agents allow and infer. */
import type { Readable } from "node:stream";
import {
  type Agent,
  type Coroutine,
  exported,
  Process,
  type parentLoop,
  type RemoteLoop,
  sleep,
  type Target,
  type TargetResult,
  Thread,
} from "tsyncio";
import { same } from "./equal.js";

export function square(x: number): number {
  return x * x;
}
export function* slowly(text: string, times?: number): Coroutine<string[]> {
  yield* sleep(1);
  return Array.from({ length: times ?? 1 }, () => text);
}
export async function natively(): Promise<Date> {
  return new Date();
}
export function nothing(): void {}

const squareTarget = exported(import.meta.url, square);
const namedByExport = () => exported(import.meta.url, square, "square");
const slowTarget = exported(import.meta.url, slowly);
const nativeTarget = exported(import.meta.url, natively);
same<Target<typeof square>, typeof squareTarget>(true);

// The result of a target is what its function gives in the end.
same<number, TargetResult<typeof square>>(true);
same<string[], TargetResult<typeof slowly>>(true);
same<Date, TargetResult<typeof natively>>(true);
same<void, TargetResult<typeof nothing>>(true);

// Joining gives that.
const squared = new Thread(squareTarget, [5]).start().join();
same<number, typeof squared>(true);
const repeated = new Thread(slowTarget, ["a", 2]).start().join(1000);
same<string[], typeof repeated>(true);
const date = new Process(nativeTarget, []).start().join();
same<Date, typeof date>(true);
new Thread(slowTarget, ["a"], { name: "worker" });

export function* joins(): Coroutine<void> {
  const awaited = yield* new Thread(squareTarget, [5]).start();
  same<number, typeof awaited>(true);
}
export async function hostJoins(): Promise<void> {
  const awaited = await new Process(slowTarget, ["a"]).start();
  same<string[], typeof awaited>(true);
}

// @ts-expect-error an argument of another type
new Thread(squareTarget, ["5"]);
// @ts-expect-error an argument is missing
new Thread(squareTarget, []);
// @ts-expect-error one argument too many
new Process(squareTarget, [1, 2]);
// @ts-expect-error the arguments are a list
new Thread(squareTarget, 5);
// @ts-expect-error a function is named by exported()
new Thread(square, [5]);
// @ts-expect-error the URL comes first
exported(square, import.meta.url);
same<Target<typeof square>, ReturnType<typeof namedByExport>>(true);
// @ts-expect-error no such option
new Thread(squareTarget, [5], { nmae: "typo" });

// What it prints.
same<Readable | null, Thread<typeof square>["stdout"]>(true);
new Process(squareTarget, [5], { stdout: "pipe", stderr: "ignore" });
// @ts-expect-error no such way
new Process(squareTarget, [5], { stdout: "file" });

// Remote loops.
declare const remote: RemoteLoop;
declare const agent: Agent<typeof square>;
same<RemoteLoop, typeof agent.loop>(true);
same<RemoteLoop, ReturnType<typeof parentLoop>>(true);
remote.callSoonThreadsafe(squareTarget, 5);
// @ts-expect-error an argument of another type
remote.callSoonThreadsafe(squareTarget, "5");
// @ts-expect-error a function is named by exported()
remote.callSoonThreadsafe(square, 5);
same<never, ReturnType<typeof remote.callSoon>>(true);
