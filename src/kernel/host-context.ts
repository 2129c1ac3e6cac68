/*
 * Carries Node's AsyncLocalStorage with handles and tasks.
 *
 * An AsyncResource captures the active stores at its creation and restores them around a call, at some 10 ns each.
 * (AsyncLocalStorage.snapshot() would do the same at 200 to 3,000 ns.) Most programs use no store, and pay nothing:
 * capturing begins when a store is first used. To learn of that, the two methods that enter a store are replaced until
 * the first call of either. Hosts without async_hooks have nothing to carry.
 */
type AsyncHooks = typeof import("node:async_hooks");
type AsyncResource = import("node:async_hooks").AsyncResource;
type AsyncLocalStorage = import("node:async_hooks").AsyncLocalStorage<unknown>;

/** The stores that were active when something was scheduled. */
export type HostContext = AsyncResource;

function loadAsyncHooks(): AsyncHooks | undefined {
  if (typeof process === "undefined" || typeof process.getBuiltinModule !== "function") return undefined;
  return process.getBuiltinModule("node:async_hooks");
}

const hooks = loadAsyncHooks();
const OPTIONS = { requireManualDestroy: true };

let storesAreUsed = false;

/** The active stores, or `null` if none was ever used. */
export function captureHostContext(): HostContext | null {
  return storesAreUsed ? newResource() : null;
}

/** Calls `fn` with no store active, whatever is active here: what a handle does not carry it must not see. */
export function withoutHostContext(fn: () => void): void {
  noteActiveStores();
  if (bareResource === null) fn();
  else bareResource.runInAsyncScope(fn);
}

function newResource(): AsyncResource | null {
  return hooks === undefined ? null : new hooks.AsyncResource("TSYNCIO", OPTIONS);
}

const bareResource = newResource();

/** Finds stores that were entered before this module was loaded. */
function noteActiveStores(): void {
  if (storesAreUsed) return;
  const resource = newResource();
  if (resource === null) return;
  // Node 24 and later keep all stores in one frame; older ones keep each under a symbol of its own.
  for (const key of Object.getOwnPropertySymbols(resource)) {
    const isFrame = key.description === "context_frame";
    if (key.description !== "kResourceStore" && !isFrame) continue;
    if (!isFrame || (resource as unknown as Record<symbol, unknown>)[key] !== undefined) storesAreUsed = true;
  }
}

function watchForStores(prototype: AsyncLocalStorage): void {
  const { run, enterWith } = prototype;
  const restore = () => {
    storesAreUsed = true;
    prototype.run = run;
    prototype.enterWith = enterWith;
  };
  prototype.run = function (this: AsyncLocalStorage, ...args: Parameters<typeof run>) {
    restore();
    return run.apply(this, args);
  } as typeof run;
  prototype.enterWith = function (this: AsyncLocalStorage, store: unknown) {
    restore();
    return enterWith.call(this, store);
  };
}

noteActiveStores();
if (hooks !== undefined && !storesAreUsed) watchForStores(hooks.AsyncLocalStorage.prototype);
