/*
 * Errors on their way between agents. Structured cloning alone would lose their class, their name and their own fields. What
 * is sent holds each error once, however often it occurs, so that an error may be its own cause. Nothing about an error,
 * such as a field that can't be cloned or read, is worth more than the error: what can't cross is left out.
 */
import { createError, knownClassOf } from "./error-classes.js";
import { isNativeError } from "./native-types.js";

/** An error, as it is sent. */
interface ErrorMessage {
  /** The first of its classes that the other side knows. */
  readonly className: string;
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  cause?: Thrown;
  /** Those of an AggregateError, or what else has such a list. */
  errors?: readonly Thrown[];
  fields?: Readonly<Record<string, Thrown>>;
}

/** Anything thrown: an error, or a value that is none. */
export type Thrown = { readonly error: ErrorMessage } | { readonly value: unknown };

/** Causes of causes that are further down are left out. */
const MAX_DEPTH = 100;

/** What an error has that is sent by itself. */
const OWN_PARTS = new Set(["message", "stack", "cause", "errors"]);

/** @param isPlain leaves out all that a channel may refuse to carry, once it did: fields, and values that are no errors */
export function encodeThrown(thrown: unknown, isPlain = false): Thrown {
  return encode(thrown, isPlain, new Map(), 0);
}

function encode(thrown: unknown, isPlain: boolean, known: Map<object, ErrorMessage>, depth: number): Thrown {
  if (!isError(thrown)) return { value: isPlain ? toText(thrown) : toCloneable(thrown) };
  const seen = known.get(thrown);
  if (seen !== undefined) return { error: seen };
  const className = knownClassOf(thrown);
  const stack = read(thrown, "stack");
  const message: ErrorMessage = {
    className,
    name: toText(read(thrown, "name"), className),
    message: toText(read(thrown, "message"), "its message cannot be read"),
    stack: typeof stack === "string" ? stack : undefined,
  };
  known.set(thrown, message);
  if (depth === MAX_DEPTH) return { error: message };
  const part = (value: unknown) => encode(value, isPlain, known, depth + 1);
  const cause = read(thrown, "cause");
  if (cause !== undefined && cause !== UNREADABLE) message.cause = part(cause);
  const errors = read(thrown, "errors");
  if (Array.isArray(errors)) message.errors = errors.map(part);
  if (!isPlain) {
    const fields: Record<string, Thrown> = {};
    for (const key of Object.keys(thrown)) {
      if (OWN_PARTS.has(key)) continue;
      const value = read(thrown, key);
      if (value !== UNREADABLE && (isError(value) || isCloneable(value))) fields[key] = part(value);
    }
    message.fields = fields;
  }
  return { error: message };
}

/** @param from says where it was thrown, for its stack */
export function decodeThrown(thrown: Thrown, from: string): unknown {
  return decode(thrown, from, new Map());
}

function decode(thrown: Thrown, from: string, known: Map<ErrorMessage, Error>): unknown {
  if ("value" in thrown) return thrown.value;
  const seen = known.get(thrown.error);
  if (seen !== undefined) return seen;
  const { className, name, message, stack, cause, errors, fields } = thrown.error;
  const error = createError(className, name, message);
  known.set(thrown.error, error);
  const part = (value: Thrown) => decode(value, from, known);
  for (const key in fields) {
    const value = part(fields[key] as Thrown);
    Object.defineProperty(error, key, { value, writable: true, configurable: true, enumerable: true });
  }
  if (cause !== undefined) define(error, "cause", part(cause));
  if (errors !== undefined) define(error, "errors", errors.map(part));
  if (stack !== undefined) define(error, "stack", `${withoutCallers(stack)}\n    in ${from}`);
  return error;
}

/** Where the files of this library are, and where source maps say that they come from. Most threads need not know it. */
let ours: readonly [files: string, sources: string] | null = null;

/** A stack without the end of it that is this library's and the host's: how they came to call the function. */
function withoutCallers(stack: string): string {
  const lines = stack.split("\n");
  let end = lines.length;
  while (end > 0 && (isOurs(lines[end - 1] as string) || isHosts(lines[end - 1] as string))) end--;
  return end > 0 && /^\s+at /.test(lines[end - 1] as string) ? lines.slice(0, end).join("\n") : stack;
}

function isOurs(line: string): boolean {
  ours ??= findOurs();
  return line.includes(ours[0]) || line.includes(ours[1]);
}

function findOurs(): [files: string, sources: string] {
  const files = new URL("../", import.meta.url).href;
  return [files, files.replace(/^file:\/\/(.+)\/dist\/$/, "$1/src/")];
}

function isHosts(line: string): boolean {
  return line.includes("node:internal/");
}

/** Adds where a call was made to the stack of the error that it ended with. */
export function joinStacks(error: unknown, caller: { readonly stack?: string }): void {
  if (!(error instanceof Error) || caller.stack === undefined) return;
  const lines = caller.stack.split("\n").slice(1);
  define(error, "stack", [error.stack, ...lines.filter((line) => !isOurs(line))].join("\n"));
}

/** Stands for what throws when it is read. */
const UNREADABLE: unique symbol = Symbol("unreadable");

function read(object: object, key: string): unknown {
  try {
    return (object as Record<string, unknown>)[key];
  } catch {
    return UNREADABLE;
  }
}

/** Whether it is an error, be it of another realm, such as one that a test runner makes. */
function isError(value: unknown): value is Error {
  try {
    return isNativeError(value) || value instanceof Error;
  } catch {
    // A proxy that can't be looked at.
    return false;
  }
}

/** What is no error as it is, a plain object without the fields that can't be cloned, or a text. */
function toCloneable(value: unknown): unknown {
  if (isCloneable(value)) return value;
  try {
    if (Object.getPrototypeOf(value) !== Object.prototype) return toText(value);
    const fields = Object.keys(value as object).map((key) => [key, read(value as object, key)] as const);
    return Object.fromEntries(fields.filter(([, field]) => field !== UNREADABLE && isCloneable(field)));
  } catch {
    return toText(value);
  }
}

/** @param otherwise stands for what can't be read */
function toText(value: unknown, otherwise = "a value that has no text"): string {
  if (value === UNREADABLE) return otherwise;
  try {
    return String(value);
  } catch {
    return otherwise;
  }
}

function define(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, writable: true, configurable: true, enumerable: false });
}

function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
