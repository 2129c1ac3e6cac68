import { RuntimeError } from "../kernel/errors.js";
import type { TargetFunction, TargetName } from "../loop/executor.js";
import { filePath } from "./file-path.js";
import { isRefusal } from "./loaders.js";
import { Target } from "./named-target.js";

const known = new Map<string, TargetFunction>();
/** Which of these names more than one function has. */
const ambiguous = new Set<string>();
const imported = new Map<string, object>();
/** Modules that threw: Node 20.19 would give them all the same, without what they export. */
const failed = new Map<string, { readonly error: unknown }>();

/**
 * Names a function for another thread or process: code cannot cross, so the other side imports the module and looks
 * the function up. The module must export it. Python pickles a function by reference in the same way.
 * @param url the module's `import.meta.url`
 * @param exportName the name under which the module exports it: for a function that has no name, or one that others have, too,
 * such as what `wrap` returns in `export const resize = wrap(…)`
 * @throws TypeError if `fn` has no name and none is given, or `url` is no URL of a module.
 *
 * @example
 * function square(x: number): number {
 *   return x * x;
 * }
 * assert.equal(exported(import.meta.url, square).name, "square");
 */
export function exported<F extends TargetFunction>(url: string, fn: F, exportName?: string): Target<F> {
  if (typeof fn !== "function")
    throw new TypeError(`Cannot name ${typeof fn} as a target: a function is expected`);
  if (exportName !== undefined && (typeof exportName !== "string" || exportName === ""))
    throw new TypeError(`Cannot name a target ${String(exportName)}: the name of an export is expected`);
  const target = new Target(url, fn, exportName);
  const { name } = target;
  if (name === "") {
    throw new TypeError(
      "Cannot name a function without a name as a target: export a named function, or give the name of its export, as in " +
        'exported(import.meta.url, fn, "resize")',
    );
  }
  if (typeof url !== "string" || !/^(file|data|https?):/.test(url)) {
    throw new TypeError(
      `Cannot name '${name}' as a target of ${String(url)}: pass import.meta.url of the module that exports it`,
    );
  }
  const key = keyOf(target);
  if ((known.get(key) ?? fn) !== fn) ambiguous.add(key);
  known.set(key, fn);
  return target;
}

function keyOf({ url, name, isExport }: TargetName): string {
  return isExport === true ? `${url}#export ${name}` : `${url}#${name}`;
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
  return ownRequire(filePath(url)) as object;
}

/** The function of a target, if it is known here. */
export function findTarget(target: TargetName): TargetFunction | undefined {
  const key = keyOf(target);
  const fn = known.get(key);
  if (fn !== undefined && !ambiguous.has(key)) return fn;
  const module = imported.get(target.url);
  if (module === undefined) return fn;
  return fn === undefined ? find(target, module) : (search(target, module) ?? fn);
}

/** Finds the function of a target at once, as is needed while a loop runs. */
export function requireTarget(target: TargetName): TargetFunction {
  return findTarget(target) ?? find(target, requireModule(target));
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
  const fn = search(target, module);
  if (fn !== undefined) return fn;
  throw new RuntimeError(
    `Cannot find '${target.name}' in ${target.url}: the module does not export it. Another thread or process gets at a ` +
      "function only by an export of its module: write 'export' before it.",
    "ERR_TARGET_NOT_EXPORTED",
  );
}

function search({ url, name, isExport }: TargetName, module: object): TargetFunction | undefined {
  const ofThatName = Object.hasOwn(module, name)
    ? functionOf((module as Record<string, unknown>)[name])
    : undefined;
  if (isExport === true || ofThatName?.name === name) return ofThatName;
  const others = new Set(Object.values(module).map(functionOf));
  const [fn, another] = [...others].filter((other) => other?.name === name);
  if (another === undefined) return fn;
  throw new RuntimeError(
    `Cannot tell which '${name}' of ${url} is meant: the module exports several functions that have this name. Give the name ` +
      "of the export: exported(import.meta.url, fn, nameOfTheExport).",
    "ERR_TARGET_AMBIGUOUS",
  );
}

/** What a module exports, if that is a function or a target. */
function functionOf(value: unknown): TargetFunction | undefined {
  const fn = value instanceof Target ? value.fn : value;
  return typeof fn === "function" ? (fn as TargetFunction) : undefined;
}
