/** A contender's side of the protocol: runs the program that each request names. */
import { createInterface } from "node:readline";
import { setImmediate } from "node:timers/promises";
import type { BenchmarkName } from "../benchmarks.js";
import type { MemoryReply, Ready, Request, TimeReply } from "../protocol.js";

/**
 * Does `ops` operations and gives the milliseconds that they took, by its own clock: what it does before and
 * after (a loop's start, the last tasks' end) is not counted.
 */
export type Program = (ops: number, pass: Pass) => number | Promise<number>;

export interface Pass {
  /** Is called once all tasks wait. */
  atPeak(): void;
  /** How much longer than in a timed pass they sleep, so that at the peak none has woken yet. */
  readonly restMs: number;
}

const timed: Pass = { atPeak() {}, restMs: 0 };
const MEMORY_REST_MS = 1_000;

export type Programs = Partial<Record<BenchmarkName, Program>>;

export async function serve(programs: Programs, runtime = ""): Promise<void> {
  const benchmarks = Object.keys(programs) as BenchmarkName[];
  say({ runtime: [`Node ${process.versions.node}`, runtime].filter(Boolean).join(", "), benchmarks });
  for await (const line of createInterface({ input: process.stdin })) {
    const request: Request = JSON.parse(line);
    const program = programs[request.benchmark];
    if (program === undefined) {
      throw new Error(`Cannot run ${request.benchmark}: this contender has only ${benchmarks.join(", ")}`);
    }
    if (request.measure === "time") {
      say({ ms: await program(request.ops, timed) });
    } else {
      say(await memoryOf(program, request.ops));
    }
  }
}

async function memoryOf(program: Program, ops: number): Promise<MemoryReply> {
  // Compiles the code that stays, without making any table as large as the measured run will.
  await program(Math.ceil(ops / 100), timed);
  const before = await settledHeap();
  let peak = 0;
  await program(ops, {
    atPeak() {
      peak = heap();
    },
    restMs: MEMORY_REST_MS,
  });
  return { before, peak, after: await settledHeap() };
}

async function settledHeap(): Promise<number> {
  for (let turn = 0; turn < 5; turn++) {
    await setImmediate();
    globalThis.gc?.();
  }
  return heap();
}

function heap(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function say(message: Ready | TimeReply | MemoryReply): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
