import type { Transferable } from "node:worker_threads";

/** What runs a worker that is written in TypeScript. */
export const TsRunner = {
  Node: "node",
  Bun: "bun",
  TsNode: "ts-node",
  EsbuildRegister: "esbuild-register",
  EsbuildRunner: "esbuild-runner",
  OXC: "oxc",
  SWC: "swc",
  TSX: "tsx",
} as const;

/** One of {@link TsRunner}'s values. */
export type TsRunner = (typeof TsRunner)[keyof typeof TsRunner];

/** A global that the worker gets before its module is loaded. */
export interface GlobalShim {
  /** What is imported for it, as seen from the worker. If it is not installed, the shim is left out. */
  readonly moduleName: string;
  /** The global that is set; none if the module is imported for its effects. */
  readonly globalName?: string;
  /** The export that is taken: the default one if it is empty or left out, the whole namespace if it is `null`. */
  readonly named?: string | null;
  /** Whether a global that there is already is kept. `true` by default. */
  readonly conditional?: boolean;
}

/** Settings of a synchronous function. What is left out is taken from the environment. */
export interface SynckitOptions {
  /** Node's options for the worker. `SYNCKIT_EXEC_ARGV`, separated by commas. */
  readonly execArgv?: readonly string[];
  /** Globals for the worker; `true` stands for `fetch` and `performance`. `SYNCKIT_GLOBAL_SHIMS`: 1 or true. */
  readonly globalShims?: readonly GlobalShim[] | boolean;
  /** The longest that a call may take, in milliseconds. `SYNCKIT_TIMEOUT`. */
  readonly timeout?: number;
  /** What is moved to the worker with the first call, rather than copied. */
  readonly transferList?: readonly Transferable[];
  /** What runs a worker that is written in TypeScript. `SYNCKIT_TS_RUNNER`. */
  readonly tsRunner?: TsRunner;
}

const DEFAULT_SHIMS: readonly GlobalShim[] = [
  { moduleName: "node-fetch-native", globalName: "fetch", named: "fetch" },
  { moduleName: "node:perf_hooks", globalName: "performance", named: "performance" },
];

/** The settings in full. */
export interface Settings {
  readonly execArgv: readonly string[];
  readonly globalShims: readonly GlobalShim[];
  readonly timeout: number | undefined;
  readonly transferList: readonly Transferable[];
  readonly tsRunner: TsRunner | undefined;
}

/** What a program gave, else what the environment says. */
export function toSettings(given: SynckitOptions | number | undefined): Settings {
  const options: SynckitOptions = typeof given === "number" ? { timeout: given } : (given ?? {});
  const { env } = process;
  const shims = options.globalShims ?? ["1", "true"].includes(env["SYNCKIT_GLOBAL_SHIMS"] ?? "");
  const timeout = options.timeout ?? (env["SYNCKIT_TIMEOUT"] ? Number(env["SYNCKIT_TIMEOUT"]) : undefined);
  if (timeout !== undefined && (typeof timeout !== "number" || Number.isNaN(timeout)))
    throw new RangeError(`Cannot make a synchronous function: the timeout is ${String(timeout)}`);
  return {
    execArgv:
      options.execArgv ?? (env["SYNCKIT_EXEC_ARGV"] ?? "").split(",").filter((option) => option !== ""),
    globalShims: shims === true ? DEFAULT_SHIMS : shims === false ? [] : shims,
    timeout,
    transferList: options.transferList ?? [],
    tsRunner: options.tsRunner ?? (env["SYNCKIT_TS_RUNNER"] as TsRunner | undefined),
  };
}
