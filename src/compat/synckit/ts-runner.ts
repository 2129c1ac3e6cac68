import { createRequire } from "node:module";
import { TsRunner } from "./options.js";
import type { WorkerModule } from "./worker-path.js";

/** Node runs TypeScript from these versions on: with a flag that drops types, one that compiles syntax too, and none. */
const STRIPS_TYPES = 22.06;
const TRANSFORMS_TYPES = 22.07;
const RUNS_TYPESCRIPT = 23.06;

const NO_STRIP_TYPES = "--no-experimental-strip-types";
const TYPE_FLAGS = ["--experimental-strip-types", "--experimental-transform-types"];

/** Which of Node's options load a file as TypeScript, by the runner: for an ES module, and for a CommonJS one. */
const FLAGS: Readonly<Record<Exclude<TsRunner, "node" | "bun">, readonly [esm: string[], cjs: string[]]>> = {
  "ts-node": [
    ["--loader", "ts-node/esm"],
    ["-r", "ts-node/register"],
  ],
  "esbuild-register": [
    ["--loader", "esbuild-register/loader"],
    ["-r", "esbuild-register"],
  ],
  "esbuild-runner": [
    ["-r", "esbuild-runner/register"],
    ["-r", "esbuild-runner/register"],
  ],
  oxc: [
    ["--import", "@oxc-node/core/register"],
    ["--import", "@oxc-node/core/register"],
  ],
  swc: [
    ["--import", "@swc-node/register/esm-register"],
    ["-r", "@swc-node/register"],
  ],
  tsx: [
    ["--import", "tsx"],
    ["--import", "tsx"],
  ],
};

/** Other names of the same options. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  "-r": ["-r", "--require"],
  "--loader": ["--loader", "--experimental-loader"],
  "--import": ["--import"],
};

/**
 * Node's options with which a worker's module is loaded.
 * @param given the runner that was asked for; else Node itself, if it can, or ts-node, if it is installed
 * @throws Error if the module is TypeScript and the runner can't load it, or there is none.
 */
export function optionsFor(
  module: WorkerModule,
  execArgv: readonly string[],
  given: TsRunner | undefined,
): readonly string[] {
  if (!module.isTypeScript) return execArgv;
  const runner = given ?? defaultRunner(module.path, execArgv);
  if (runner === undefined) {
    throw new Error(
      `No ts runner specified, ts worker path is not supported: ${module.path}. Set tsRunner to one that is installed, such as ` +
        `"tsx", or run Node 22.6 or newer, which runs TypeScript itself.`,
    );
  }
  if (runner === TsRunner.Bun) return execArgv;
  if (runner === TsRunner.Node) return nodeOptions(execArgv);
  const flags = (FLAGS as Partial<typeof FLAGS>)[runner]?.[module.isEsm ? 0 : 1];
  if (flags === undefined) throw new Error(`Unknown ts runner: ${String(runner)}`);
  if (/^\.[cm]ts$/.test(module.extension) && runner.startsWith("esbuild-")) {
    throw new Error(
      `${runner} is not supported for ${module.extension} files yet, you can try [oxc](https://github.com/oxc-project/oxc-node) ` +
        "or [swc](https://github.com/swc-project/swc-node/tree/master/packages/register) instead",
    );
  }
  const names = ALIASES[flags[0] as string] as readonly string[];
  return execArgv.some((option) => names.includes(option)) ? execArgv : [...flags, ...execArgv];
}

function defaultRunner(path: string, execArgv: readonly string[]): TsRunner | undefined {
  if (process.versions["bun"] !== undefined) return TsRunner.Bun;
  if (nodeVersion() >= STRIPS_TYPES && !stripsNoTypes(execArgv)) return TsRunner.Node;
  try {
    createRequire(path).resolve("ts-node");
    return TsRunner.TsNode;
  } catch {
    return undefined;
  }
}

function nodeOptions(execArgv: readonly string[]): readonly string[] {
  const version = nodeVersion();
  if (version < STRIPS_TYPES) throw new Error("type stripping is not supported in this node version");
  if (stripsNoTypes(execArgv)) throw new Error("type stripping is disabled explicitly");
  if (version >= RUNS_TYPESCRIPT || execArgv.some((option) => TYPE_FLAGS.includes(option))) return execArgv;
  return [TYPE_FLAGS[version >= TRANSFORMS_TYPES ? 1 : 0] as string, ...execArgv];
}

/** Whether Node was told, here or for the worker, not to run TypeScript. */
function stripsNoTypes(execArgv: readonly string[]): boolean {
  const nodeOptions = (process.env["NODE_OPTIONS"] ?? "").split(" ");
  const last = [...nodeOptions, ...process.execArgv, ...execArgv]
    .filter((option) => option === NO_STRIP_TYPES || TYPE_FLAGS.includes(option))
    .at(-1);
  return last === NO_STRIP_TYPES;
}

/** 22.6 as 22.06, so that it is less than 22.10. */
function nodeVersion(): number {
  const [major, minor] = process.versions.node.split(".").map(Number) as [number, number];
  return major + minor / 100;
}
