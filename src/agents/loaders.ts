/*
 * Node reads what is required at once, and what is imported in steps that each wait for another thread, which takes a new
 * thread longer than all else that is done for its first call. Both give the same module, as long as nothing has told Node to load
 * modules in a way of its own. In a thread that has just begun only options of Node can have done that.
 */

/** Options that change nothing about how modules are loaded. */
const HARMLESS =
  /^--(enable-source-maps|expose-gc|no-warnings|no-deprecation|test-only|(max|stack|trace|unhandled|cpu-prof|heap-prof)-[a-z-]+(=.*)?|cpu-prof|heap-prof)$/;

/** Whether a thread with these options begins by loading modules as Node itself does. */
export function loadsAsNode(execArgv: readonly string[], env: NodeJS.ProcessEnv): boolean {
  const options = env["NODE_OPTIONS"];
  const all = options === undefined ? execArgv : [...execArgv, ...options.trim().split(/\s+/)];
  return all.every((option) => option === "" || HARMLESS.test(option));
}

/** What require() refuses, though import() may load it: nothing of the module has run. */
const REFUSALS = new Set([
  "ERR_REQUIRE_ASYNC_MODULE",
  "ERR_REQUIRE_CYCLE_MODULE",
  "ERR_REQUIRE_ESM",
  "MODULE_NOT_FOUND",
]);

/** Whether `error`, which require() threw, may not be that of the module itself. */
export function isRefusal(error: unknown): boolean {
  return REFUSALS.has((error as { readonly code?: string } | null | undefined)?.code ?? "");
}
