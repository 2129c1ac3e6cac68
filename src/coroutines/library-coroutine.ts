import { RuntimeError } from "../kernel/errors.js";
import type { Coroutine, Suspension } from "./awaitable.js";
import { LazyAwaitable } from "./lazy-awaitable.js";

/** A coroutine of this library, made of one of its generators: it runs once, where it is first awaited. */
export class LibraryCoroutine<T> extends LazyAwaitable<T> {
  private coroutine: Coroutine<T> | null;
  private readonly name: string;

  constructor(name: string, coroutine: Coroutine<T>) {
    super();
    this.name = name;
    this.coroutine = coroutine;
  }

  [Symbol.iterator](): Iterator<Suspension, T, unknown> {
    const { coroutine } = this;
    if (coroutine === null) throw reused(this);
    this.coroutine = null;
    this.noteStarted();
    return coroutine[Symbol.iterator]();
  }

  override toString(): string {
    return `<${this.name}()>`;
  }
}

/** The error of what was awaited once already. */
export function reused(what: LazyAwaitable<unknown>): RuntimeError {
  return new RuntimeError(
    `Cannot await ${what} again: it was awaited already. Make a task of it to await it from several places.`,
    "ERR_REUSED_COROUTINE",
  );
}

/** Makes what a function of this library returns of a generator that was not started. */
export function lazily<T>(name: string, coroutine: Coroutine<T>): LazyAwaitable<T> {
  return new LibraryCoroutine(name, coroutine);
}
