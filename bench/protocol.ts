/**
 * What the runner and a contender's process say to each other: one JSON object a line.
 * The process says `Ready` once; then each `Request` has one reply, in order.
 */
import type { BenchmarkName } from "./benchmarks.js";

export interface Ready {
  readonly runtime: string;
  readonly benchmarks: readonly BenchmarkName[];
  /** Why this contender cannot run here. */
  readonly missing?: string;
}

export interface Request {
  readonly benchmark: BenchmarkName;
  readonly ops: number;
  readonly measure: "time" | "memory";
}

export interface TimeReply {
  readonly ms: number;
}

/** Bytes in use, after a collection, before the program, while every task of it waits, and after it. */
export interface MemoryReply {
  readonly before: number;
  readonly peak: number;
  readonly after: number;
}
