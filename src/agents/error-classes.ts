import { ExceptionGroup } from "../coroutines/exception-group.js";
import {
  AbandonedLockError,
  BrokenBarrierError,
  CancelledError,
  DeadlockError,
  HostPromiseError,
  InvalidStateError,
  KeyboardInterrupt,
  QueueEmpty,
  QueueFull,
  QueueShutDown,
  RuntimeError,
  TimeoutError,
} from "../kernel/errors.js";

/** The classes of errors that every agent knows. */
const classes = new Map<string, { readonly prototype: Error }>(
  [
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
    AggregateError,
    DOMException,
    AbandonedLockError,
    BrokenBarrierError,
    CancelledError,
    DeadlockError,
    ExceptionGroup,
    HostPromiseError,
    InvalidStateError,
    KeyboardInterrupt,
    QueueEmpty,
    QueueFull,
    QueueShutDown,
    RuntimeError,
    TimeoutError,
  ].map((known) => [known.name, known as { readonly prototype: Error }]),
);

/** The name of the first class of an error, from its own one upwards, that every agent knows. */
export function knownClassOf(error: Error): string {
  let prototype: unknown = Object.getPrototypeOf(error);
  while (typeof prototype === "object" && prototype !== null) {
    const name: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value?.name;
    if (typeof name === "string" && classes.has(name)) return name;
    prototype = Object.getPrototypeOf(prototype);
  }
  return "Error";
}

/** An error of that class, without the fields that its constructor would make. */
export function createError(className: string, name: string, message: string): Error {
  if (className === "DOMException") return new DOMException(message, name);
  const { prototype } = classes.get(className) ?? Error;
  // A constructor of ours would build a message, which this one is already.
  const error = Object.setPrototypeOf(new Error(message), prototype) as Error;
  if (error.name !== name)
    Object.defineProperty(error, "name", {
      value: name,
      writable: true,
      configurable: true,
      enumerable: false,
    });
  return error;
}
