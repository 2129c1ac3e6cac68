/*
 * Calls of managed async functions that were made while no loop ran, and that nobody has awaited or given to a loop. As
 * in CPython they never run, which is reported when they are collected, or when the process ends.
 */

const stacks = new Map<number, string>();
const ids = new WeakMap<object, number>();
let nextId = 0;

const collected = new FinalizationRegistry<number>(report);

/** Notes that `call` was made, and waits for a loop. */
export function noteUnawaited(call: object): void {
  if (nextId === 0 && typeof process !== "undefined") process.once?.("exit", reportAll);
  const id = ++nextId;
  const where = new Error().stack ?? "";
  stacks.set(id, where.slice(where.indexOf("\n") + 1));
  ids.set(call, id);
  collected.register(call, id, call);
}

/** Somebody takes care of it. */
export function forgetUnawaited(call: object): void {
  const id = ids.get(call);
  if (id === undefined) return;
  stacks.delete(id);
  collected.unregister(call);
}

function report(id: number): void {
  const stack = stacks.get(id);
  if (stack === undefined) return;
  stacks.delete(id);
  console.error(
    "An async function was called while no loop was running, and was never awaited: it has not run. Call it inside a loop, " +
      `as in run(main), or give what it returns to run().\n${stack}`,
  );
}

function reportAll(): void {
  for (const id of [...stacks.keys()]) report(id);
}
