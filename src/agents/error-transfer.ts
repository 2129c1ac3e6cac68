import {
  CancelledError,
  DeadlockError,
  HostPromiseError,
  InvalidStateError,
  RuntimeError,
  TimeoutError,
} from "../kernel/errors.js";

/** An error on its way between agents: structured cloning alone would lose its class and its own fields. */
interface ErrorMessage {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly cause: Thrown | undefined;
  readonly errors: readonly Thrown[] | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Anything thrown: an error, or a value that is none. */
export type Thrown = { readonly error: ErrorMessage } | { readonly value: unknown };

const MAX_DEPTH = 8;

const CLASSES: readonly (new (message?: string) => Error)[] = [
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
  CancelledError,
  InvalidStateError,
  TimeoutError,
];
const OWN_CLASSES = [RuntimeError, HostPromiseError, DeadlockError];

export function encodeThrown(thrown: unknown, depth = 0): Thrown {
  if (!(thrown instanceof Error)) return { value: isCloneable(thrown) ? thrown : String(thrown) };
  const fields: Record<string, unknown> = {};
  for (const key of Object.keys(thrown)) {
    if (key !== "name") copyField(thrown, key, fields);
  }
  const goOn = depth < MAX_DEPTH;
  return {
    error: {
      name: thrown.name,
      message: thrown.message,
      stack: thrown.stack,
      cause: goOn && thrown.cause !== undefined ? encodeThrown(thrown.cause, depth + 1) : undefined,
      errors:
        goOn && thrown instanceof AggregateError
          ? thrown.errors.map((e) => encodeThrown(e, depth + 1))
          : undefined,
      fields,
    },
  };
}

/** @param from says where it was thrown, for its stack */
export function decodeThrown(thrown: Thrown, from: string): unknown {
  if ("value" in thrown) return thrown.value;
  const { name, message, stack, cause, errors, fields } = thrown.error;
  const error = create(
    name,
    message,
    errors?.map((e) => decodeThrown(e, from)),
  );
  if (error.name !== name) define(error, "name", name);
  Object.assign(error, fields);
  if (cause !== undefined) define(error, "cause", decodeThrown(cause, from));
  if (stack !== undefined) define(error, "stack", `${stack}\n    in ${from}`);
  return error;
}

/** Adds where a call was made to the stack of the error that it ended with. */
export function joinStacks(error: unknown, caller: { readonly stack?: string }): void {
  if (!(error instanceof Error) || caller.stack === undefined) return;
  define(error, "stack", `${error.stack}\n${caller.stack.split("\n").slice(1).join("\n")}`);
}

function create(name: string, message: string, errors: unknown[] | undefined): Error {
  if (errors !== undefined) return new AggregateError(errors, message);
  const Own = OWN_CLASSES.find((candidate) => candidate.name === name);
  if (Own !== undefined) {
    // Their constructors build the message; this one is built already.
    const error = Object.setPrototypeOf(new Error(message), Own.prototype) as Error;
    return Object.assign(error, { name });
  }
  const Class = CLASSES.find((candidate) => candidate.name === name) ?? Error;
  return new Class(message);
}

function define(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, writable: true, configurable: true, enumerable: false });
}

/** Leaves out what can't be read or cloned. */
function copyField(error: Error, key: string, fields: Record<string, unknown>): void {
  try {
    fields[key] = structuredClone((error as unknown as Record<string, unknown>)[key]);
  } catch {
    // A getter that throws, or a function: the error is worth more than one of its fields.
  }
}

function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
