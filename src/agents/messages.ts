import type { MessagePort, ResourceLimits } from "node:worker_threads";
import type { Thrown } from "./error-transfer.js";

/** How to start an agent: what both kinds have in common. */
export interface StartSettings {
  readonly name: string;
  /** The module that it begins with: of a process the program, of a thread what has a function `begin`. */
  readonly entry: string;
  readonly env: NodeJS.ProcessEnv;
  readonly execArgv: readonly string[];
  readonly resourceLimits: ResourceLimits | undefined;
  readonly limits: WorkerLimits;
  /** What becomes of its output. */
  readonly stdout: Output;
  readonly stderr: Output;
}

/** What holds for a worker of an executor. */
export interface WorkerLimits {
  /** How many calls it may run at once. */
  readonly concurrency: number;
  /** How much memory it may use before it is replaced, in bytes. */
  readonly maxMemory: number;
}

/** What becomes of an agent's output: it goes where that of its parent goes, is dropped, or is sent to the parent. */
export type Output = "inherit" | "ignore" | "pipe";

/** Standard output or error. */
export type Descriptor = 1 | 2;

/** What a new thread begins with. */
export interface ThreadStart {
  /** The module that it begins with. */
  readonly entry: string;
  /** The way to its parent. What comes by it first is {@link ThreadData}. */
  readonly port: MessagePort;
}

/** What a new thread is told. */
export interface ThreadData {
  /** See transport/lane-memory.ts. */
  readonly lanes: SharedArrayBuffer;
  readonly bell: Int32Array;
  readonly parentBell: Int32Array;
  /** It closes when the thread ends. */
  readonly lifeline: MessagePort;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly limits: WorkerLimits;
  /** Of a worker: see executors/claims.ts. */
  readonly claims: Int32Array | null;
}

/** What a thread asks of its warden. */
export type WardenRequest =
  | {
      readonly type: "process";
      readonly id: number;
      readonly settings: StartSettings;
      readonly port: MessagePort;
    }
  | { readonly type: "kill"; readonly id: number; readonly signal: NodeJS.Signals }
  | {
      /** To tell when a thread is gone. */
      readonly type: "watch";
      readonly id: number;
      readonly identity: number;
      readonly lifeline: MessagePort;
    };

/** What happens to an agent. */
export type AgentReport =
  | { readonly type: "started"; readonly id: number; readonly pid: number }
  | {
      readonly type: "output";
      readonly id: number;
      readonly descriptor: Descriptor;
      readonly bytes: Uint8Array;
    }
  | {
      /** A thread has ended; how, it may have said itself. */
      readonly type: "gone";
      readonly id: number;
    }
  | {
      readonly type: "ended";
      readonly id: number;
      readonly exitCode: number | null;
      readonly signal: NodeJS.Signals | null;
      readonly thrown: Thrown | undefined;
    };
