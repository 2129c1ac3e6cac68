/*
 * Calls of managed async functions that were made while no loop ran, and that nobody has awaited or given to a loop. As
 * in CPython they never run, which is reported when they are collected, or when the process ends.
 */

/** Where a call was made: the lines of the stack, of which the first is the async function, if it is in there, and who called it. */
interface Unawaited {
  readonly name: string | null;
  readonly stack: string;
  readonly caller: string;
}

const calls = new Map<number, Unawaited>();
const ids = new WeakMap<object, number>();
let nextId = 0;

const collected = new FinalizationRegistry<number>(report);

/** What stands above the async function in a stack: this library's functions, unless a bundler has renamed them. */
const OWN_LINES =
  /^.*\n *at noteUnawaited .*\n(?: *at (?:Call\.beginOutside|Call\.start|startCall|startWith|later|callPlain|__awaiter) .*\n)+/;
const NAME = /^ *at ([\w$.#]+) \(/;
/** The folder of a line's file. */
const FOLDER = /([^ (]*)[\\/][^\\/\n]*$/;

/** Notes that `call` was made, and waits for a loop. */
export function noteUnawaited(call: object): void {
  if (nextId === 0 && typeof process !== "undefined") process.once?.("exit", reportAll);
  const id = ++nextId;
  calls.set(id, whereMade(new Error().stack ?? ""));
  ids.set(call, id);
  collected.register(call, id, call);
}

/** Somebody takes care of it. Returns, for an error, which function's call it is, and where it was made. */
export function forgetUnawaited(call: object): string {
  const id = ids.get(call) ?? 0;
  const unawaited = calls.get(id);
  if (unawaited === undefined) return "";
  calls.delete(id);
  collected.unregister(call);
  const { name, caller } = unawaited;
  return `${name === null ? "" : ` '${name}'`}${caller === "" ? "" : `, made at ${caller}`}`;
}

function whereMade(stack: string): Unawaited {
  const own = OWN_LINES.exec(stack)?.[0];
  if (own === undefined) return { name: null, stack: stack.slice(stack.indexOf("\n") + 1), caller: "" };
  const lines = stack.slice(own.length).split("\n");
  const [first = "", second = ""] = lines;
  const name = NAME.exec(first)?.[1] ?? null;
  // One that an expression made is called by a function of this library, which bears its name.
  const isOwn = folderOf(first) === folderOf(own.trimEnd());
  if (isOwn) lines.shift();
  const caller = second.trim().replace(/^at (?:async )?(?:<anonymous> \((.+)\)$)?/, "$1");
  return {
    // The stretch of an async generator is called by its next().
    name: name?.startsWith("ManagedAsyncGenerator.") ? null : name,
    stack: lines.join("\n"),
    // A runner or a framework calls much, always from the same place.
    caller: /node:|node_modules/.test(caller) ? "" : caller,
  };
}

function folderOf(line: string): string | undefined {
  return FOLDER.exec(line)?.[1];
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
