import { RuntimeError } from "../kernel/errors.js";
import type { TargetFunction, TargetName } from "../loop/executor.js";
import { isRefusal } from "./loaders.js";
import { Target } from "./named-target.js";

const known = new Map<string, TargetFunction>();
const imported = new Map<string, object>();
/** Modules that threw: Node 20.19 would give them all the same, without what they export. */
const failed = new Map<string, { readonly error: unknown }>();

/**
 * Names a function for another thread or process: code cannot cross, so the other side imports the module and looks
 * the function up. The module must export it. Python pickles a function by reference in the same way.
 * @param url the module's `import.meta.url`
 * @throws TypeError if `fn` has no name, or `url` is no URL of a module.
 *
 * @example
 * function square(x: number): number {
 *   return x * x;
 * }
 * assert.equal(exported(import.meta.url, square).name, "square");
 */
export function exported<F extends TargetFunction>(url: string, fn: F): Target<F> {
  if (typeof fn !== "function")
    throw new TypeError(`Cannot name ${typeof fn} as a target: a function is expected`);
  if (fn.name === "")
    throw new TypeError("Cannot name a function without a name as a target: export a named function");
  if (typeof url !== "string" || !/^(file|data|https?):/.test(url)) {
    throw new TypeError(
      `Cannot name '${fn.name}' as a target of ${String(url)}: pass import.meta.url of the module that exports it`,
    );
  }
  const target = new Target(url, fn);
  known.set(target.toString(), fn);
  return target;
}

/** Imports the module of a target, and finds the function among its exports. */
export async function importTarget(target: TargetName): Promise<TargetFunction> {
  const failure = failed.get(target.url);
  if (failure !== undefined) throw failure.error;
  const module = (await import(target.url)) as object;
  imported.set(target.url, module);
  return find(target, module);
}

/**
 * The function of the target with which a thread begins, found at once; `undefined` if the module must be imported after all.
 * See loaders.ts.
 */
export function requireFirstTarget(target: TargetName): TargetFunction | undefined {
  if (!/^file:[^?#]+\.m?js$/.test(target.url)) return undefined;
  let module: object;
  try {
    module = requireFile(target.url);
  } catch (error) {
    if (isRefusal(error)) return undefined;
    failed.set(target.url, { error });
    throw error;
  }
  // Of a CommonJS module, what is imported differs from what is required.
  if (Object.prototype.toString.call(module) !== "[object Module]") return undefined;
  imported.set(target.url, module);
  return find(target, module);
}

let ownRequire: NodeJS.Require | null = null;

/** Loads modules by `require`: to make one takes a while. */
export function requireBy(require: NodeJS.Require): void {
  ownRequire = require;
}

/** Loads a module at once. */
export function requireFile(url: string): object {
  ownRequire ??= process.getBuiltinModule("node:module").createRequire(import.meta.url);
  return ownRequire(pathOf(url)) as object;
}

/** Elsewhere than on Windows the path of a file is what stands in its URL, and node:url need not be loaded for it. */
function pathOf(url: string): string {
  if (process.platform === "win32") return process.getBuiltinModule("node:url").fileURLToPath(url);
  return decodeURIComponent(new URL(url).pathname);
}

/** The function of a target, if it is known here. */
export function findTarget(target: TargetName): TargetFunction | undefined {
  const fn = known.get(`${target.url}#${target.name}`);
  const module = imported.get(target.url);
  return fn ?? (module === undefined ? undefined : find(target, module));
}

/** Finds the function of a target at once, as is needed while a loop runs. */
export function requireTarget(target: TargetName): TargetFunction {
  const fn = known.get(`${target.url}#${target.name}`);
  return fn ?? find(target, imported.get(target.url) ?? requireModule(target));
}

function requireModule(target: TargetName): object {
  try {
    return requireFile(target.url);
  } catch (cause) {
    throw new RuntimeError(
      `Cannot load ${target.url} to call '${target.name}': ${(cause as Error).message}. A module that awaits at its top ` +
        "level names its targets there: const target = exported(import.meta.url, fn).",
      "ERR_TARGET_NOT_LOADED",
      { cause },
    );
  }
}

function find(target: TargetName, module: object): TargetFunction {
  for (const value of Object.values(module) as unknown[]) {
    const fn = value instanceof Target ? value.fn : value;
    if (typeof fn === "function" && fn.name === target.name) return fn as TargetFunction;
  }
  throw new RuntimeError(
    `Cannot find '${target.name}' in ${target.url}: the module does not export it. Another thread or process gets at a ` +
      "function only by an export of its module: write 'export' before it.",
    "ERR_TARGET_NOT_EXPORTED",
  );
}
