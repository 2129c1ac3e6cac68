import type { ResourceLimits } from "node:worker_threads";
import type { StartSettings, WorkerLimits } from "./messages.js";
import { inherited } from "./own-output.js";

/** How a thread or process is set up. */
export interface AgentSettings {
  /** Its environment; a copy of this process's by default. */
  readonly env?: NodeJS.ProcessEnv;
  /** Node's options for it; by default those of this process that its agents can take. */
  readonly execArgv?: readonly string[];
  /** How much memory it may use; a process takes only `maxOldGenerationSizeMb` and `stackSizeMb`. */
  readonly resourceLimits?: ResourceLimits;
  /**
   * What becomes of what it prints: it goes where that of this thread goes (`"inherit"`, the default), is dropped
   * (`"ignore"`), or can be read (`"pipe"`), from {@link Thread.stdout} or {@link PoolExecutor.stdout}.
   */
  readonly stdout?: "inherit" | "ignore" | "pipe";
  /** The same for its errors. */
  readonly stderr?: "inherit" | "ignore" | "pipe";
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
    stdout: inherited(options.stdout ?? "inherit", 1),
    stderr: inherited(options.stderr ?? "inherit", 2),
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

/** @throws TypeError or RangeError for a setting that is none */
export function checkSettings(maker: string, { env, execArgv, resourceLimits }: AgentSettings): void {
  if (env !== undefined && (typeof env !== "object" || env === null || Array.isArray(env)))
    throw new TypeError(`Cannot make ${maker} with env ${String(env)}: an object of strings is expected`);
  if (execArgv !== undefined && !(Array.isArray(execArgv) && execArgv.every(isText)))
    throw new TypeError(
      `Cannot make ${maker} with execArgv ${String(execArgv)}: a list of strings is expected`,
    );
  for (const [name, value] of Object.entries(resourceLimits ?? {})) {
    if (value !== undefined && !(value > 0))
      throw new RangeError(
        `Cannot make ${maker} with ${name} ${String(value)}: a number above 0 is expected`,
      );
  }
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}
