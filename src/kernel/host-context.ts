/*
 * Carries Node's AsyncLocalStorage with handles and tasks.
 *
 * An AsyncResource captures the active stores at its creation and restores them around a call, at some 10 ns each.
 * (AsyncLocalStorage.snapshot() would do the same at 200 to 3,000 ns.) Most programs use no store, and pay nothing:
 * capturing begins when a store is first used. To learn of that, and of what is called within `run`, the two methods that
 * enter a store are replaced. Hosts without async_hooks have nothing to carry.
 */
type AsyncHooks = typeof import("node:async_hooks");
type AsyncResource = import("node:async_hooks").AsyncResource;
type AsyncLocalStorage = import("node:async_hooks").AsyncLocalStorage<unknown>;

type AnyFunction = (...args: unknown[]) => unknown;

/** The stores that were active when something was scheduled. */
export type HostContext = AsyncResource;

function loadAsyncHooks(): AsyncHooks | undefined {
  if (typeof process === "undefined" || typeof process.getBuiltinModule !== "function") return undefined;
  return process.getBuiltinModule("node:async_hooks");
}

const hooks = loadAsyncHooks();
const OPTIONS = { requireManualDestroy: true };

/** Whether a store was ever entered. */
export let storesAreUsed = false;

/** Whether one was entered for the rest of the step: what goes on later then is to be captured at its end. */
export let storesAreSet = false;

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

/** Calls `fn`, which belongs to nothing that runs now, with no store active. At no cost as long as no store is used. */
export function outsideOfStores(fn: () => void): void {
  if (storesAreUsed) bareHostContext().runInAsyncScope(fn);
  else fn();
}

/** No store: for what was scheduled before the first one was entered. */
export function bareHostContext(): HostContext {
  const bare = bareResource as AsyncResource;
  return bare.runInAsyncScope(newResource) as AsyncResource;
}

function newResource(): AsyncResource | null {
  return hooks === undefined ? null : new hooks.AsyncResource("TSYNCIO", OPTIONS);
}

let bareResource = newResource();

/** Finds stores that were entered before this module was loaded. */
function noteActiveStores(): void {
  if (storesAreUsed) return;
  const resource = newResource();
  if (resource === null) return;
  // Node 24 and later keep all stores in one frame; older ones keep each under a symbol of its own.
  for (const key of Object.getOwnPropertySymbols(resource)) {
    const isFrame = key.description === "context_frame";
    if (key.description !== "kResourceStore" && !isFrame) continue;
    if (isFrame && (resource as unknown as Record<symbol, unknown>)[key] === undefined) continue;
    storesAreUsed = true;
    storesAreSet = true;
  }
}

/** Called before other stores become active, by the program's own doing. */
let beforeChange: () => void = () => {};

/** Sets what is called before the program enters or leaves a store. */
export function onStoreChange(fn: () => void): void {
  beforeChange = fn;
}

function watchStores(prototype: AsyncLocalStorage): void {
  const { run, enterWith } = prototype;
  prototype.run = function (this: AsyncLocalStorage, store: unknown, fn: AnyFunction, ...args: unknown[]) {
    storesAreUsed = true;
    beforeChange();
    return run.call(this, store, callAndLeave, fn, args);
  } as typeof run;
  prototype.enterWith = function (this: AsyncLocalStorage, store: unknown) {
    // Before Node 24 it may be written into the resource that is active, which is the bare one where none was captured.
    if (!storesAreUsed) bareResource = newResource();
    storesAreUsed = true;
    storesAreSet = true;
    beforeChange();
    return enterWith.call(this, store);
  };
}

function callAndLeave(fn: AnyFunction, args: unknown[]): unknown {
  try {
    return Reflect.apply(fn, null, args);
  } finally {
    beforeChange();
  }
}

noteActiveStores();
if (hooks !== undefined) watchStores(hooks.AsyncLocalStorage.prototype);
