/*
 * Values of the context on their way to another thread or process. Those of variables that were registered by name are sent
 * with each call; the other side looks the names up among its own, when it has imported the function to be called. While
 * nothing is registered, a call does one comparison for it.
 */
import { ContextVar, copyContext } from "../../kernel/context.js";
import { RuntimeError } from "../../kernel/errors.js";
import { fromSendable, toSendable } from "../shared/sendable.js";
import { copyPlain, NOT_PLAIN } from "../transport/plain-copy.js";
import { uncloneable } from "./uncloneable.js";

/** Node's `AsyncLocalStorage`, or what is made like it. */
export interface HostStorage {
  readonly name?: string;
  getStore(): unknown;
  run(store: never, fn: () => void): void;
}

/** What {@link carried} takes. */
export type Carriable = ContextVar<unknown> | HostStorage;

/** Copies of values as they were when a call was made. */
export interface CarriedValues {
  /** A name, its value, the next name, … */
  readonly list: readonly unknown[];
  /** Whether they can be sent later, together with other messages. */
  readonly isPlain: boolean;
}

const registered = new Map<string, { readonly module: string; readonly variable: Carriable }>();

/**
 * Lets the values of a context variable cross to other threads and processes: a call made there by an executor, a
 * `RemoteLoop`, a `Thread` or a `Process` sees, as a copy, the value that the variable has here when the call is made. The module
 * that holds the variable does this at its top level, so that it is done on both sides; a side that has not imported it does
 * without. (In Python only `asyncio.to_thread` carries the context, and all of it.)
 * @param url the module's `import.meta.url`
 * @param variable a {@link ContextVar}, or an `AsyncLocalStorage` of Node
 * @param name the name by which the other side knows it; by default the one that it has
 * @returns the variable
 * @throws TypeError if it is no such variable, or has no name; RuntimeError (`ERR_CARRIED_NAME`) if another module has registered
 * that name.
 *
 * @example
 * const user = carried(import.meta.url, new ContextVar<string>("user"));
 * user.set("ada"); // pool.submit(target) runs its function with that user
 */
export function carried<V extends Carriable>(
  url: string,
  variable: V,
  name: string | undefined = variable?.name,
): V {
  if (!isCarriable(variable)) {
    throw new TypeError(
      `Cannot carry ${String(variable)} to other threads: a ContextVar or an AsyncLocalStorage is expected`,
    );
  }
  if (typeof name !== "string" || name === "") {
    throw new TypeError(
      "Cannot carry an AsyncLocalStorage that has no name to other threads: give it one, as in " +
        'carried(import.meta.url, storage, "request-id")',
    );
  }
  // A module that is loaded anew has another query.
  const module = String(url).replace(/[?#].*$/, "");
  const other = registered.get(name);
  if (other !== undefined && other.module !== module) {
    throw new RuntimeError(
      `Cannot carry '${name}' of ${module} to other threads: ${other.module} has something of that name already. Give one of ` +
        "them another name, such as one that begins with its package's.",
      "ERR_CARRIED_NAME",
    );
  }
  registered.set(name, { module, variable });
  return variable;
}

/**
 * The values that cross with a call made now; `null` if there are none.
 * @throws TypeError if one of them can't be copied
 */
export function captureContext(): CarriedValues | null {
  return registered.size === 0 ? null : capture();
}

function capture(): CarriedValues | null {
  const list: unknown[] = [];
  let isPlain = true;
  for (const [name, { variable }] of registered) {
    const value = variable instanceof ContextVar ? variable.get(undefined) : variable.getStore();
    if (value === undefined) continue;
    let copy = copyPlain(value);
    if (copy === NOT_PLAIN) {
      isPlain = false;
      copy = clone(name, value);
    }
    list.push(name, copy);
  }
  return list.length === 0 ? null : { list, isPlain };
}

function clone(name: string, value: unknown): unknown {
  const sendable = toSendable(value);
  try {
    return structuredClone(sendable);
  } catch (cause) {
    throw uncloneable("Cannot carry the values of the context along with a call", name, sendable, cause);
  }
}

/** Calls `fn` with the values that came with a call, and returns what it returns. */
export function withCarried<R>(list: readonly unknown[], fn: () => R): R {
  const context = copyContext();
  let enter = () => context.run(fn);
  for (let i = 0; i < list.length; i += 2) {
    const variable = registered.get(list[i] as string)?.variable;
    if (variable === undefined) continue;
    const value = fromSendable(list[i + 1]);
    if (variable instanceof ContextVar) {
      context.run(() => variable.set(value));
    } else {
      const inner = enter;
      enter = () => runIn(variable, value, inner);
    }
  }
  return enter();
}

function runIn<R>(storage: HostStorage, value: unknown, fn: () => R): R {
  let result: { readonly value: R } | undefined;
  storage.run(value as never, () => {
    result = { value: fn() };
  });
  return (result as { readonly value: R }).value;
}

function isCarriable(value: unknown): value is Carriable {
  if (value instanceof ContextVar) return true;
  const storage = value as Partial<HostStorage> | null | undefined;
  return typeof storage?.getStore === "function" && typeof storage.run === "function";
}
