import type { MessagePort } from "node:worker_threads";
import type { Thrown } from "./error-transfer.js";
import type { TargetName } from "./target.js";

/** What an agent and its parent send each other. */
export type AgentMessage =
  | { readonly type: "call"; readonly target: TargetName; readonly args: readonly unknown[] }
  | { readonly type: "result"; readonly value: unknown }
  | { readonly type: "error"; readonly thrown: Thrown };

/** How to start an agent: what both kinds have in common. */
export interface StartSettings {
  readonly name: string;
  readonly env: NodeJS.ProcessEnv;
  readonly execArgv: readonly string[];
}

/** What a new thread is told. */
export interface ThreadData {
  readonly name: string;
  readonly target: TargetName;
  readonly args: readonly unknown[];
  readonly port: MessagePort;
  readonly bell: Int32Array;
  readonly parentBell: Int32Array;
}

/** What a new process is told. */
export interface ProcessData {
  readonly name: string;
  readonly target: TargetName;
  readonly args: readonly unknown[];
}

/** What a thread asks of its warden. */
export type WardenRequest =
  | {
      readonly type: "thread";
      readonly id: number;
      readonly settings: StartSettings;
      readonly data: ThreadData;
    }
  | {
      readonly type: "process";
      readonly id: number;
      readonly settings: StartSettings;
      readonly data: ProcessData;
      readonly port: MessagePort;
    }
  | { readonly type: "kill"; readonly id: number; readonly signal: NodeJS.Signals };

/** What the warden reports. */
export type WardenReport =
  | { readonly type: "started"; readonly id: number; readonly pid: number }
  | {
      readonly type: "ended";
      readonly id: number;
      readonly exitCode: number | null;
      readonly signal: NodeJS.Signals | null;
      readonly thrown: Thrown | undefined;
    };
