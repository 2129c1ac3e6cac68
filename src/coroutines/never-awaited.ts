/*
 * Calls of managed async functions that were made while no loop ran, and that nobody has awaited or given to a loop. As
 * in CPython they never run, which is reported when they are collected, or when the process ends.
 */

/** Where a call was made: the lines of the stack, of which the first is the async function. */
interface Unawaited {
  readonly name: string | null;
  readonly stack: string;
}

const calls = new Map<number, Unawaited>();
const ids = new WeakMap<object, number>();
let nextId = 0;

const collected = new FinalizationRegistry<number>(report);

/** What stands above the async function in a stack: this library's functions, unless a bundler has renamed them. */
const OWN_LINES =
  /^.*\n *at noteUnawaited .*\n(?: *at (?:Call\.beginOutside|Call\.start|startCall|startWith|later|callPlain|__awaiter) .*\n)+/;
const NAME = /^ *at ([\w$.#]+) \(/;

/** Notes that `call` was made, and waits for a loop. */
export function noteUnawaited(call: object): void {
  if (nextId === 0 && typeof process !== "undefined") process.once?.("exit", reportAll);
  const id = ++nextId;
  calls.set(id, whereMade(new Error().stack ?? ""));
  ids.set(call, id);
  collected.register(call, id, call);
}

/** Somebody takes care of it. */
export function forgetUnawaited(call: object): void {
  const id = ids.get(call);
  if (id === undefined) return;
  calls.delete(id);
  collected.unregister(call);
}

function whereMade(stack: string): Unawaited {
  const own = OWN_LINES.exec(stack)?.[0];
  if (own === undefined) return { name: null, stack: stack.slice(stack.indexOf("\n") + 1) };
  const rest = stack.slice(own.length);
  const name = NAME.exec(rest)?.[1] ?? null;
  // The stretch of an async generator is called by its next().
  return { name: name?.startsWith("ManagedAsyncGenerator.") ? null : name, stack: rest };
}

function report(id: number): void {
  const call = calls.get(id);
  if (call === undefined) return;
  calls.delete(id);
  const what = call.name === null ? "A coroutine" : `Coroutine '${call.name}'`;
  console.error(
    `${what} was never awaited: the async function was called while no loop was running, and has not run. Call it inside a ` +
      `loop, as in run(main), or give what it returns to run().\n${call.stack}`,
  );
}

function reportAll(): void {
  for (const id of [...calls.keys()]) report(id);
}
