import type { ResourceLimits } from "node:worker_threads";
import type { Output, StartSettings, WorkerLimits } from "./messages.js";

/** How a thread or process is set up. */
export interface AgentSettings {
  /** Its environment; a copy of this process's by default. */
  readonly env?: NodeJS.ProcessEnv;
  /** Node's options for it; by default those of this process that its agents can take. */
  readonly execArgv?: readonly string[];
  /** How much memory it may use; a process takes only `maxOldGenerationSizeMb` and `stackSizeMb`. */
  readonly resourceLimits?: ResourceLimits;
  /** What becomes of what it prints: it is printed by this process (`"inherit"`, the default), or dropped. */
  readonly stdout?: Output;
  /** The same for its errors. */
  readonly stderr?: Output;
}

/** Settings of a thread or process. */
export interface AgentOptions extends AgentSettings {
  /** What reports call it; `Thread-1`, `Process-1`, … by default. */
  readonly name?: string;
  /** Whether this process may end while the agent still runs, which ends the agent. `false` by default. */
  readonly daemon?: boolean;
}

const NO_WORKER: WorkerLimits = { concurrency: 1, maxMemory: Number.POSITIVE_INFINITY };

/** The settings as the warden takes them. */
export function toStartSettings(
  name: string,
  entry: URL,
  options: AgentSettings,
  limits: WorkerLimits = NO_WORKER,
): StartSettings {
  return {
    name,
    entry: entry.href,
    limits,
    env: { ...(options.env ?? process.env) },
    execArgv: options.execArgv ?? withoutEval(process.execArgv),
    resourceLimits: options.resourceLimits,
    stdout: options.stdout ?? "inherit",
    stderr: options.stderr ?? "inherit",
  };
}

/** Options of a program given on the command line are not for its agents. */
function withoutEval(execArgv: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < execArgv.length; i++) {
    const option = execArgv[i] as string;
    if (/^(-e|--eval|-p|--print|-pe)$/.test(option)) i++;
    else if (!/^(--input-type|--eval|--print|--test|--watch)/.test(option)) kept.push(option);
  }
  return kept;
}
